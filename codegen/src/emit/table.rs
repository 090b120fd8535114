//! The rows of what stands beside the tables of an endpoint: its rules and error codes, in constructors that read like
//! the vendor's sentences.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use signwright_runtime::model::{Fault, Level, Meaning, Rule, RuleKind};

use super::literal::AsLiteral;

/// A row of a record's rules.
pub(crate) fn rule(rule: &Rule<'_>) -> TokenStream {
    let says = rule.says;
    let head = match &rule.kind {
        RuleKind::Together(fields) => listed("together", fields, says),
        RuleKind::AnyOf(fields) => listed("any_of", fields, says),
        RuleKind::ExactlyOne(fields) => listed("exactly_one", fields, says),
        RuleKind::Unique(paths) => listed("unique", paths, says),
        RuleKind::Requires(field, others) => {
            let others = others.literal();
            quote!(requires(#field, #others, #says))
        }
        RuleKind::ForbiddenUnless(fields, condition) => {
            let (fields, condition) = (fields.literal(), condition.literal());
            quote!(forbidden_unless(#fields, #condition, #says))
        }
        RuleKind::RequiredWhen(fields, condition) => {
            let (fields, condition) = (fields.literal(), condition.literal());
            quote!(required_when(#fields, #condition, #says))
        }
        RuleKind::Ordered(first, second) => quote!(ordered(#first, #second, #says)),
        RuleKind::Window(first, second, seconds) => {
            let seconds = span(*seconds);
            quote!(window(#first, #second, #seconds, #says))
        }
        RuleKind::AtMost(most, path) => {
            let most = most.literal();
            quote!(at_most(#most, #path, #says))
        }
        RuleKind::Equals(field, value) => {
            let value = value.literal();
            quote!(equals(#field, #value, #says))
        }
    };
    let when = rule.when.map(|condition| condition.literal());
    let when = when.map(|condition| quote!(.when(#condition)));
    let each = rule.each.map(|list| quote!(.each(#list)));
    let warn = (rule.level == Level::Warn).then(|| quote!(.warn()));
    quote!(#head #when #each #warn)
}

/// A number of seconds in the largest unit that shows it whole.
fn span(seconds: u32) -> TokenStream {
    let units = [(86_400, "days"), (3600, "hours"), (60, "minutes")];
    match units.into_iter().find(|(size, _)| seconds > 0 && seconds.is_multiple_of(*size)) {
        Some((size, unit)) => {
            let (unit, count) = (ident(unit), (seconds / size).literal());
            quote!(#unit(#count))
        }
        None => seconds.literal(),
    }
}

fn listed(word: &str, fields: &[&str], says: &str) -> TokenStream {
    let (word, fields) = (ident(word), fields.literal());
    quote!(#word(#fields, #says))
}

/// A row of a table of error codes.
pub(crate) fn fault(fault: &Fault<'_>) -> TokenStream {
    let (code, cause, remedy) = (fault.matches.code, fault.cause, fault.remedy);
    let message = fault.matches.message;
    let message = (!message.is_empty()).then(|| quote!(.message(#message)));
    let meaning = match fault.meaning {
        Meaning::Refused => None,
        Meaning::Success => Some("Success"),
        Meaning::Empty => Some("Empty"),
        Meaning::Throttled => Some("Throttled"),
        Meaning::Clock => Some("Clock"),
        Meaning::Unknown => Some("Unknown"),
    };
    let meaning = meaning.map(ident).map(|word| quote!(.means(model::Meaning::#word)));
    quote!(fault(#code, #cause, #remedy) #message #meaning)
}

/// An identifier that `names` made.
pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
