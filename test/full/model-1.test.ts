import { wholeModel } from './whole-model.ts'

wholeModel(0, 2)
