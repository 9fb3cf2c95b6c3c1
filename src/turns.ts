// The two turn functions, as the pipeline takes them: one for participants, one for staff lines.
import { takeStaffTurn } from './core/care/desk.ts'
import { takeTurn } from './core/turn.ts'

export const turns = { takeTurn, takeStaffTurn }
