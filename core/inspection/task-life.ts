/** How far an inspection is. `reopened`: contested after it was concluded. */
export const taskStates = [
  'created',
  'samples-taken',
  'sent',
  'received',
  'result-in',
  'contested',
  'concluded',
  'reopened',
  'repeated',
  'cancelled',
] as const
export type TaskState = (typeof taskStates)[number]

/** What happens to a task. `assign` chooses the agency, which only a task that was not sent yet allows. */
export const taskEvents = [
  'assign',
  'sample',
  'send',
  'acknowledge',
  'result',
  'contest',
  'uphold',
  'conclude',
  'repeat',
  'cancel',
] as const
export type TaskEvent = (typeof taskEvents)[number]

/**
 * The life of a task, complete: where nothing stands, an event is refused. What waits is cancelled, what was concluded only
 * repeated; a contest keeps a conclusion from being drawn, or from letting goods go on when it was drawn already.
 */
const life: Readonly<Record<TaskState, Readonly<Partial<Record<TaskEvent, TaskState>>>>> = {
  created: { assign: 'created', sample: 'samples-taken', send: 'sent', cancel: 'cancelled' },
  'samples-taken': { assign: 'samples-taken', send: 'sent', cancel: 'cancelled' },
  sent: {
    // A second parcel or file of the same task changes nothing but its time.
    send: 'sent',
    acknowledge: 'received',
    result: 'result-in',
    contest: 'contested',
    repeat: 'repeated',
    cancel: 'cancelled',
  },
  received: {
    acknowledge: 'received',
    result: 'result-in',
    contest: 'contested',
    repeat: 'repeated',
    cancel: 'cancelled',
  },
  'result-in': {
    contest: 'contested',
    conclude: 'concluded',
    repeat: 'repeated',
    cancel: 'cancelled',
  },
  contested: {
    result: 'contested',
    acknowledge: 'contested',
    contest: 'contested',
    uphold: 'result-in',
    repeat: 'repeated',
    cancel: 'cancelled',
  },
  concluded: { contest: 'reopened', repeat: 'repeated' },
  reopened: { contest: 'reopened', uphold: 'concluded', repeat: 'repeated' },
  repeated: {},
  cancelled: {},
}

/** The state after an event, or null where it may not happen. */
export const nextTaskState = (state: TaskState, event: TaskEvent): TaskState | null =>
  life[state][event] ?? null

/** The events that a task in this state allows, in their order. */
export const taskEventsIn = (state: TaskState): TaskEvent[] =>
  taskEvents.filter((event) => life[state][event] !== undefined)

/** Nothing more happens to it, and nothing hangs on it. */
export const isEnded = (state: TaskState): boolean => taskEventsIn(state).length === 0

/** What a demand still waits for: neither a conclusion that counts, nor an end. */
export const isOpen = (state: TaskState): boolean => state !== 'concluded' && !isEnded(state)

/** Whether an agency has the task, and no result came. */
export const isWithAgency = (state: TaskState): boolean => state === 'sent' || state === 'received'

/** Whether the result is still to come. */
export const isAwaited = (state: TaskState): boolean =>
  ['created', 'samples-taken', 'sent', 'received'].includes(state)

/**
 * Whether the result is late: it should be here and is not. Follows from the clock and is never kept.
 *
 * @param at RFC 3339
 */
export const isOverdue = (state: TaskState, deadline: string, at: string): boolean =>
  isAwaited(state) && Date.parse(at) > Date.parse(deadline)
