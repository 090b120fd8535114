//! From the tree of a file to the model. Finds every mistake; after it nothing can fail.
#![allow(dead_code)] // Read by the stages that follow.

mod condition;
mod cursor;
mod line;
mod names;
mod rows;
mod scope;
mod type_expr;
mod types;
mod value;
