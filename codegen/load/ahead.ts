// What a flow file is likely to need: the language, and the parser for functions that it names.
import '../../dsl/index.ts'
import { openSources } from '../plan/functions/sources.ts'

// The parser makes most of itself ready with the first text that it reads.
openSources().ready()
