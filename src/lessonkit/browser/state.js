// The border between Python and the page, as the scripts see it: the state of each widget. What each
// key means stands in `widgets/state.py`; a test holds both to the same keys and types. Nothing of
// this file reaches the page.

// ---- What a script is given ---------------------------------------------------------------------

/**
 * Makes models by their id. Where there is no kernel, a stand-in does; `elsewhere` is then the address
 * of a place that has one, and `pageOf` gives the page of another notebook.
 *
 * @typedef {object} Manager
 * @property {(id: string) => Promise<Model<any>>} get_model
 * @property {string} [elsewhere]
 * @property {boolean} [apart]
 * @property {(notebook: string) => { title: string, href: string } | null} [pageOf]
 */

/**
 * A widget's model: its state, which the kernel and all views share.
 *
 * @template S
 * @typedef {object} Model
 * @property {<K extends keyof S>(name: K) => S[K]} get
 * @property {<K extends keyof S>(name: K, value: S[K]) => void} set
 * @property {() => void} save_changes
 * @property {(event: string, act: () => void) => void} on
 * @property {(event: string, act: () => void) => void} off
 * @property {Manager} widget_manager
 */

/**
 * What draws a widget gets: its model, the element to draw into, the styles by name.
 *
 * @template S
 * @typedef {object} View
 * @property {Model<S>} model
 * @property {HTMLElement} el
 * @property {Record<string, string>} styles
 */

// ---- Every widget ------------------------------------------------------------------------------

/**
 * @typedef {object} WidgetState
 * @property {string} view
 * @property {string} home
 */

/**
 * @typedef {object} Face
 * @property {string} family
 * @property {string} style
 * @property {string} weight
 * @property {string} range
 * @property {string} data
 */

/**
 * @typedef {object} HomeState
 * @property {string} script
 * @property {Record<string, string>} styles
 * @property {Face[]} faces
 */

// ---- Maps --------------------------------------------------------------------------------------

/**
 * @typedef {object} Sides
 * @property {number} west
 * @property {number} south
 * @property {number} east
 * @property {number} north
 */

/**
 * @typedef {object} Mesh
 * @property {number} height
 * @property {number} columns
 * @property {number} rows
 * @property {boolean} dense
 * @property {number[]} lon_lat
 * @property {number[]} edge
 */

/**
 * @typedef {object} LegendEntry
 * @property {string} id
 * @property {string} label
 * @property {string} short
 * @property {string} group
 * @property {string} table
 * @property {string} swatch
 * @property {string[]} sources
 * @property {string[] | null} span
 * @property {string[]} signs
 * @property {string} holder
 * @property {string} measure
 * @property {string[][]} key
 */

/**
 * @typedef {object} Card
 * @property {string} [kind]
 * @property {string} [title]
 * @property {string} [title_local]
 * @property {string} [text]
 * @property {string} [place]
 * @property {string} [part]
 * @property {string} [holder]
 * @property {string} [status]
 * @property {string} [event]
 * @property {string[]} [when]
 * @property {string} [precision]
 * @property {number} [precision_km]
 * @property {string} [confidence]
 * @property {string} [asserted_by]
 * @property {string} [disputed]
 * @property {string[]} [actors]
 * @property {string} [zone]
 * @property {string} [measure]
 * @property {string} [value]
 * @property {string[]} [value_when]
 * @property {string} [value_note]
 * @property {string[]} [value_sources]
 * @property {number[]} [paragraphs]
 * @property {string[]} [sources]
 * @property {string[]} [holder_sources]
 */

/**
 * @typedef {object} MapPlace
 * @property {string} title
 * @property {string} title_local
 * @property {string} text
 * @property {string} kind
 * @property {number} lon
 * @property {number} lat
 * @property {number} precision_km
 * @property {string[]} sources
 * @property {number[]} paragraphs
 */

/**
 * @typedef {object} Mark
 * @property {(number | null)[]} [days]
 * @property {number[]} [at]
 * @property {boolean} [wide]
 * @property {number} [shift]
 * @property {number} [radius]
 */

/**
 * @typedef {object} Spot
 * @property {number[]} [at]
 * @property {number} [angle]
 * @property {number[][]} [steps]
 */

/**
 * @typedef {object} Line
 * @property {string} layer
 * @property {number} width
 * @property {boolean} way
 * @property {number[][]} steps
 */

/**
 * @typedef {object} MapStep
 * @property {string} title
 * @property {string} text
 * @property {string} question
 * @property {string | null} day
 * @property {number[] | null} window
 * @property {string[] | null} visible
 * @property {string} selected
 * @property {string} known_by
 */

/**
 * @typedef {object} SourceOnMap
 * @property {string} id
 * @property {number} since
 * @property {string} kind
 * @property {string} side
 */

/**
 * @typedef {object} MapReport
 * @property {string} place
 * @property {string} part
 * @property {string} event
 * @property {boolean} tells
 * @property {string} holder
 * @property {(number | null)[]} days
 * @property {number} said
 * @property {string} day
 * @property {string} told
 * @property {string} words
 * @property {number[]} sources
 */

/**
 * @typedef {object} EventTold
 * @property {number} start
 * @property {string[]} sources
 */

/**
 * @typedef {object} Evidence
 * @property {boolean} clock
 * @property {number[][]} marks
 * @property {Record<string, EventTold>} events
 * @property {number[]} said
 * @property {MapReport[]} reports
 * @property {SourceOnMap[]} sources
 * @property {string[][]} sides
 * @property {string} unknown
 */

/**
 * @typedef {object} MapEvent
 * @property {string} id
 * @property {string} title
 * @property {boolean} drawn
 * @property {string} kind
 * @property {string} start
 * @property {string} end
 */

/**
 * @typedef {object} LocalWords
 * @property {string} language
 * @property {string} direction
 * @property {string} label
 */

/**
 * @typedef {object} MapOnPage
 * @property {string} id
 * @property {Mark[]} marks
 * @property {Spot[]} spots
 * @property {number[][]} borders
 * @property {Line[]} lines
 * @property {MapStep[]} steps
 * @property {number} names
 * @property {string} locator
 * @property {string} lesson
 * @property {string} language
 * @property {LocalWords | null} local
 * @property {string} held_as
 * @property {string} holders
 * @property {number} width
 * @property {number} height
 * @property {Sides} extent
 * @property {Mesh} mesh
 * @property {LegendEntry[]} layers
 * @property {string[][]} signs
 * @property {Record<string, Card>} cards
 * @property {Record<string, MapPlace>} places
 * @property {Record<string, string[]>} sources
 * @property {MapEvent[]} events
 * @property {Record<string, string[]>} kinds
 * @property {string} caption
 * @property {string} title
 * @property {string} subtitle
 * @property {string} alt
 * @property {boolean} slider
 * @property {string} step
 * @property {string} time_zone
 * @property {string} gregorian_from
 * @property {string} first
 * @property {string} last
 * @property {Evidence | null} evidence
 */

/**
 * @typedef {object} MapState
 * @property {string} view
 * @property {string} home
 * @property {string} svg
 * @property {MapOnPage} spec
 * @property {string} date
 * @property {string[]} visible
 * @property {string} selected
 * @property {(string | number[])[]} ruler
 * @property {string} known_by
 * @property {string[]} sources_off
 * @property {boolean} two_sides
 */

// ---- Charts ------------------------------------------------------------------------------------

/**
 * @typedef {object} ChartDrawing
 * @property {number} width
 * @property {number} height
 * @property {string} svg
 * @property {number[]} axis
 */

/**
 * @typedef {object} ChartPoint
 * @property {string} name
 * @property {string} value
 * @property {string} when
 * @property {string} start
 * @property {string} end
 * @property {string} said_by
 * @property {string} note
 * @property {string[]} sources
 * @property {string} known
 */

/**
 * @typedef {object} ChartOnPage
 * @property {string} title
 * @property {string} subtitle
 * @property {string} alt
 * @property {boolean} numbered
 * @property {string} first
 * @property {string} last
 * @property {ChartDrawing[]} drawings
 * @property {ChartPoint[]} points
 */

/**
 * @typedef {object} ChartState
 * @property {string} view
 * @property {string} home
 * @property {ChartOnPage} spec
 * @property {string | null} map
 */

// ---- Three methods -----------------------------------------------------------------------------

/**
 * @typedef {object} ShareRow
 * @property {string} holder
 * @property {string} label
 * @property {string} layer
 * @property {number} share
 * @property {string} words
 */

/**
 * @typedef {object} MethodWords
 * @property {string} sentence
 * @property {ShareRow[]} rows
 */

/**
 * @typedef {object} Step
 * @property {string} sentence
 * @property {ShareRow[]} rows
 * @property {number} km
 * @property {string} words
 * @property {string[]} layers
 */

/**
 * @typedef {object} BesideRow
 * @property {string} holder
 * @property {string} label
 * @property {string} nearest
 * @property {string[]} others
 */

/**
 * @typedef {object} Beside
 * @property {string} caption
 * @property {string[]} others
 * @property {string} none
 * @property {string[]} notes
 * @property {BesideRow[]} rows
 */

/**
 * @typedef {object} ComparisonSpec
 * @property {string} title
 * @property {string} subtitle
 * @property {Record<string, string>} headings
 * @property {Record<string, MethodWords>} methods
 * @property {Step[]} steps
 * @property {Beside | null} beside
 */

/**
 * @typedef {object} ComparisonState
 * @property {string} view
 * @property {string} home
 * @property {ComparisonSpec} spec
 * @property {number} distance
 * @property {string} dots
 * @property {string} nearest
 * @property {string} reach
 */

// ---- Lists beside a map ------------------------------------------------------------------------

/**
 * @typedef {object} Filter
 * @property {string} id
 * @property {string} label
 * @property {string[][]} options
 */

/**
 * @typedef {object} ToldReport
 * @property {number} said
 * @property {string} day
 * @property {string} told
 * @property {string} words
 * @property {string[]} sources
 */

/**
 * @typedef {object} Item
 * @property {string} id
 * @property {string[]} head
 * @property {string} sign
 * @property {string} title
 * @property {string[]} says
 * @property {Record<string, string[]>} keys
 * @property {string[] | null} when
 * @property {string} when_words
 * @property {string} now
 * @property {string[][]} marks
 * @property {string[][]} lines
 * @property {ToldReport[]} told
 */

/**
 * @typedef {object} ListPlace
 * @property {string} title
 * @property {string} title_local
 */

/**
 * @typedef {object} ListEvent
 * @property {string} title
 * @property {string} day
 * @property {string} start
 * @property {string} end
 */

/**
 * @typedef {object} Cited
 * @property {string} publisher
 * @property {string} citation
 */

/**
 * @typedef {object} ListSpec
 * @property {string} title
 * @property {string} use
 * @property {string[]} nouns
 * @property {string} tag
 * @property {Record<string, string[]>} named
 * @property {Record<string, string>} shows
 * @property {boolean} follows
 * @property {number} before
 * @property {string} before_words
 * @property {LocalWords | null} local
 * @property {Filter[]} filters
 * @property {Item[]} items
 * @property {Record<string, ListPlace>} places
 * @property {Record<string, ListEvent>} events
 * @property {Record<string, Cited>} sources
 */

/**
 * @typedef {object} ListState
 * @property {string} view
 * @property {string} home
 * @property {ListSpec} spec
 * @property {string} map
 * @property {string} chosen
 * @property {Record<string, string>} filters
 */

/**
 * @typedef {object} KindOfClaim
 * @property {string} id
 * @property {string} label
 * @property {string} sign
 * @property {string} meaning
 */

/**
 * @typedef {object} ReportSpec
 * @property {string} title
 * @property {string} use
 * @property {string[]} nouns
 * @property {string} tag
 * @property {Record<string, string[]>} named
 * @property {Record<string, string>} shows
 * @property {boolean} follows
 * @property {number} before
 * @property {string} before_words
 * @property {LocalWords | null} local
 * @property {Filter[]} filters
 * @property {Item[]} items
 * @property {Record<string, ListPlace>} places
 * @property {Record<string, ListEvent>} events
 * @property {Record<string, Cited>} sources
 * @property {string} key
 * @property {KindOfClaim[]} kinds
 */

/**
 * @typedef {object} ReportState
 * @property {string} view
 * @property {string} home
 * @property {ReportSpec} spec
 * @property {string} map
 * @property {string} chosen
 * @property {Record<string, string>} filters
 */

// ---- Relations ---------------------------------------------------------------------------------

/**
 * @typedef {object} RelationActor
 * @property {string} id
 * @property {string} label
 */

/**
 * @typedef {object} RelationRow
 * @property {string[]} pair
 * @property {string} relation
 * @property {string} basis
 * @property {string} confidence
 * @property {string} text
 * @property {string[]} sources
 * @property {string} start
 * @property {string} end
 * @property {string} since
 * @property {string} until
 */

/**
 * @typedef {object} RelationsSpec
 * @property {string} title
 * @property {string} step
 * @property {string} time_zone
 * @property {string} gregorian_from
 * @property {string} first
 * @property {string} last
 * @property {Record<string, string>} words
 * @property {RelationActor[]} actors
 * @property {RelationRow[]} rows
 * @property {Record<string, string[]>} sources
 */

/**
 * @typedef {object} RelationsState
 * @property {string} view
 * @property {string} home
 * @property {RelationsSpec} spec
 * @property {string} date
 * @property {string} chosen
 */

// ---- Estimates ---------------------------------------------------------------------------------

/**
 * @typedef {object} Way
 * @property {string} label
 * @property {string} who
 * @property {string} colour
 * @property {string} from
 * @property {string} to
 * @property {number} straight_km
 * @property {number | null} road_km
 * @property {string} road
 * @property {number} km
 */

/**
 * @typedef {object} Assumption
 * @property {number[]} km_a_day
 * @property {string[]} start
 * @property {number[]} days_lost
 */

/**
 * @typedef {object} KnownDay
 * @property {string} label
 * @property {string[]} days
 * @property {string} words
 * @property {string[]} sources
 */

/**
 * @typedef {object} WhatIfSpec
 * @property {string} title
 * @property {string} subtitle
 * @property {number[]} years
 * @property {Way[]} ways
 * @property {Assumption[]} defaults
 * @property {string[]} leaves_out
 * @property {KnownDay[]} known
 */

/**
 * @typedef {object} WhatIfState
 * @property {string} view
 * @property {string} home
 * @property {WhatIfSpec} spec
 * @property {Assumption[]} assumptions
 * @property {boolean} revealed
 */

// ---- Exercises ---------------------------------------------------------------------------------

/**
 * @typedef {object} LessonName
 * @property {string} id
 * @property {string} version
 * @property {string} title
 */

/**
 * @typedef {object} Attempt
 * @property {string} at
 * @property {any} answer
 * @property {string} words
 * @property {boolean} right
 * @property {string[]} said
 * @property {string} [sure]
 */

/**
 * @typedef {object} AnswerRecord
 * @property {Attempt[]} attempts
 * @property {number} hints
 * @property {boolean} shown
 * @property {any} draft
 * @property {string} at
 * @property {string} person
 * @property {string} name
 */

/**
 * @typedef {object} Row
 * @property {string} key
 * @property {string} text
 */

/**
 * @typedef {object} Statement
 * @property {string} text
 * @property {string[]} options
 * @property {string[]} days
 */

/**
 * @typedef {object} ExerciseSpec
 * @property {string[]} [options]
 * @property {Row[]} [items]
 * @property {Row[]} [categories]
 * @property {string[]} [at]
 * @property {number} [words]
 * @property {number} [criteria_count]
 * @property {Statement[]} [statements]
 * @property {string} [unit]
 * @property {number} [width]
 * @property {number} [offset]
 * @property {number[][]} [windows]
 * @property {string} [starter]
 * @property {string[]} [asked]
 * @property {string[]} [near]
 * @property {string} [where]
 * @property {boolean} [ask_sure]
 * @property {number} [reason]
 * @property {string} [look_on]
 * @property {string} id
 * @property {string} kind
 * @property {string} notebook
 * @property {number} number
 * @property {string} title
 * @property {string} objective
 * @property {number} minutes
 * @property {boolean} extra
 * @property {string} judged
 * @property {string} again
 * @property {string} prompt
 * @property {string} salt
 * @property {string[]} hints
 * @property {string[]} right
 * @property {Record<string, string>} messages
 * @property {string} model
 * @property {string[]} sources
 */

/**
 * @typedef {object} ExerciseState
 * @property {string} view
 * @property {string} home
 * @property {ExerciseSpec} spec
 * @property {LessonName} lesson
 * @property {AnswerRecord} record
 * @property {Attempt} checked
 * @property {string | null} map
 */

/**
 * @typedef {object} ExerciseListed
 * @property {string} id
 * @property {string} notebook
 * @property {string} title
 * @property {string} kind
 * @property {number} minutes
 * @property {boolean} extra
 * @property {string} judged
 * @property {string} again
 */

/**
 * @typedef {object} ProgressSpec
 * @property {LessonName} lesson
 * @property {string} notebook
 * @property {ExerciseListed[]} exercises
 */

/**
 * @typedef {object} ProgressState
 * @property {string} view
 * @property {string} home
 * @property {ProgressSpec} spec
 */

/**
 * @typedef {object} RecallSpec
 * @property {string} id
 * @property {string} notebook
 * @property {string} part
 * @property {string} title
 * @property {Statement[]} statements
 * @property {string} salt
 * @property {string} came
 */

/**
 * @typedef {object} RecallState
 * @property {string} view
 * @property {string} home
 * @property {RecallSpec} spec
 * @property {LessonName} lesson
 */

// oxlint-disable-next-line unicorn/require-module-specifiers -- without it the types are no module's
export {};
