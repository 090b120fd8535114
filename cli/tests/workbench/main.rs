//! What a maintainer works with beside the generator: differences of specs, the JSON Schema, and the commands.

mod command;
mod completions;
mod diff;
mod schema;
mod specs;
