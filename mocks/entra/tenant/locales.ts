/** The parts of Faker that synthetic users need. The package contains only these of its seventy locales. */
export { ar, base, cs_CZ, de, en, en_GB, en_US, es, Faker, fr, he, ja, pl, sv, tr, vi, zh_CN } from '@faker-js/faker'
