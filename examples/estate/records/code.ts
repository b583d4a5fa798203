import { z } from 'zod'

/** A text that names something: short, and never free text. */
export const code = (max: number) => z.string().max(max)
