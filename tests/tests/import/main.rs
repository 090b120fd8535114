//! Imports: held against facts that people read from the same pages (`facts`), and tried on invented, hostile,
//! huge and damaged pages (`pages`). The data is in `tests/import`, whose README tells its form.

mod call;
mod facts;
mod listed;
mod mutate;
mod pages;
mod rows;
mod score;
mod spec;
mod truth;
mod words;
