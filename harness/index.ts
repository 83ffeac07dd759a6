/** Define, select, schedule, record and judge. */
export {}
