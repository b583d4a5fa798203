import { describeBank } from './estate-bank.ts'

describeBank(150, { BGN: '2025-12-31' })
