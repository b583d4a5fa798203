import type { CalendarName } from '../door.ts'
import type { Calendar } from './calendar.ts'
import { target } from './target.ts'

export { openMs } from './calendar.ts'

export const calendars: Readonly<Record<CalendarName, Calendar>> = { TARGET: target }
