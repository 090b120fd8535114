//! Templates as the sandbox's answers and addresses use them: text with placeholders, filled from a lookup.

use std::borrow::Cow;

use signwright_runtime::model::{Input, Template};
use signwright_runtime::sign;

pub(crate) trait Values {
    /// The value of an input; `None` is empty.
    fn value(&self, input: Input<'_>) -> Option<Cow<'_, str>>;
}

/// The template's text. What is not there is empty; so is a template that makes no text, which a checked spec does not have.
pub(crate) fn fill(template: Template<'_>, values: &dyn Values) -> String {
    sign::render(&template, |input| Some(values.value(input).unwrap_or_default())).unwrap_or_default()
}
