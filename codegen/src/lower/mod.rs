//! From the tree of a file to the model. Finds every mistake; after it nothing can fail.
#![allow(dead_code)] // Read by the stages that follow.

mod condition;
mod cursor;
mod expr;
mod filters;
mod inputs;
mod line;
mod names;
mod rows;
mod rule;
mod rule_kinds;
mod scope;
mod signing;
mod template;
mod type_expr;
mod types;
mod value;
