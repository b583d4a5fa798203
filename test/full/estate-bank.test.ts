/** All reference rates since 1999. */
import { describeBank } from '../examples/estate-bank.ts'

describeBank(Infinity, { BGN: '2025-12-31', HRK: '2022-12-30', RUB: '2022-03-01', TRL: '2004-12-31', ROL: '2005-06-30', EEK: '2010-12-31' })
