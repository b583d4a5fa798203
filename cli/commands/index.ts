import type { Command } from '../command.ts'
import { init } from './init.ts'
import { pull } from './pull.ts'

/** Every command, in the order of help. */
export const commands: readonly Command[] = [init, pull]
