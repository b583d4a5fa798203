import { wholeModel } from './whole-model.ts'

wholeModel(1, 2)
