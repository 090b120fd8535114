//! The tables of an endpoint: one row a field, in constructors that read like the vendor's table.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use signwright_runtime::model::{
    Bounds, CodeTable, CodeWire, Digits, Fault, Field, Level, Meaning, Missing, Presence, Rule, RuleKind, TextUnit,
    Type,
};

use super::literal::AsLiteral;
use crate::names::EndpointNames;

/// A row of a record's table.
pub(crate) fn field(field: &Field<'_>, names: &EndpointNames) -> TokenStream {
    let (name, title, ty) = (field.name, field.title, ty(&field.ty, names));
    let head =
        if field.is_required() { quote!(required(#name, #ty, #title)) } else { quote!(optional(#name, #ty, #title)) };
    let inferred = matches!(field.presence, Presence::RequiredInferred | Presence::OptionalInferred);
    let default = field.default.map(|value| quote!(.default(#value)));
    let missing = match field.missing {
        Missing::LeftOut => None,
        Missing::Empty => Some(quote!(.missing(Missing::Empty))),
        Missing::Null => Some(quote!(.missing(Missing::Null))),
    };
    let marks = [
        inferred.then(|| quote!(.inferred())),
        default,
        field.as_text.then(|| quote!(.as_text())),
        field.sensitive.then(|| quote!(.sensitive())),
        field.may_be_empty.then(|| quote!(.may_be_empty())),
        missing,
        field.is_in_query().then(|| quote!(.in_query())),
    ];
    let marks = marks.into_iter().flatten();
    quote!(#head #(#marks)*)
}

/// A type in a table.
fn ty(ty: &Type<'_>, names: &EndpointNames) -> TokenStream {
    match ty {
        Type::Text { max: Some(Type::UNLIMITED), unit: TextUnit::Chars } => quote!(unlimited()),
        Type::Text { max: Some(max), unit: TextUnit::Chars } => {
            let max = max.literal();
            quote!(varchar(#max))
        }
        Type::Text { max: None, unit: TextUnit::Chars } => quote!(text()),
        Type::Text { max: Some(max), unit } => {
            let (max, unit) = (max.literal(), unit.literal());
            quote!(text_of(#max, #unit))
        }
        Type::Text { max: None, unit } => {
            let unit = unit.literal();
            quote!(model::Type::Text { max: None, unit: #unit })
        }
        Type::Int { min, max } => whole(*min, *max),
        Type::Decimal { digits: None } => quote!(exact()),
        Type::Decimal { digits: Some(Digits { precision, scale }) } => {
            let (precision, scale) = (Literal::u8_unsuffixed(*precision), Literal::u8_unsuffixed(*scale));
            quote!(decimal(#precision, #scale))
        }
        Type::Bool => quote!(boolean()),
        Type::DateTime => quote!(datetime()),
        Type::TextOrInt => quote!(text_or_int()),
        Type::Any => quote!(any()),
        // Every table that a field points at has a name; text without limit stands for one that had none.
        Type::Code(table) => names.codes(table).map_or_else(
            || quote!(text()),
            |codes| {
                let table = ident(&codes.table);
                quote!(codes(&#table))
            },
        ),
        Type::Record(id) => {
            let place = Literal::u16_unsuffixed(id.0);
            let record = names.records.get(usize::from(id.0)).map(|record| ident(&record.ty));
            record.map_or_else(|| quote!(nested(#place)), ToTokens::into_token_stream)
        }
        Type::Map(of) => {
            let of = self::ty(of, names);
            quote!(map(&#of))
        }
        Type::List(of, bounds) => {
            let (of, bounds) = (self::ty(of, names), rows(*bounds));
            quote!(list(&#of, #bounds))
        }
    }
}

/// A whole number, by its word where its range is that of a word.
fn whole(min: i64, max: i64) -> TokenStream {
    let words = [
        (i64::from(i8::MIN), i64::from(i8::MAX), quote!(tinyint())),
        (i64::from(i16::MIN), i64::from(i16::MAX), quote!(smallint())),
        (i64::from(i32::MIN), i64::from(i32::MAX), quote!(int32())),
        (i64::MIN, i64::MAX, quote!(long())),
    ];
    let word = words.into_iter().find(|(from, to, _)| (*from, *to) == (min, max));
    word.map_or_else(
        || {
            let (min, max) = (min.literal(), max.literal());
            quote!(int(#min, #max))
        },
        |(.., word)| word,
    )
}

fn rows(bounds: Bounds) -> TokenStream {
    let min = bounds.min.literal();
    match (bounds.max.map(|max| max.literal()), bounds.level) {
        (None, Level::Deny) if bounds.min == 0 => quote!(Bounds::ANY),
        (None, Level::Deny) => quote!(Bounds::at_least(#min)),
        (Some(max), Level::Deny) => quote!(Bounds::demanded(#min, #max)),
        (Some(max), Level::Warn) => quote!(Bounds::recommended(#min, #max)),
        (None, Level::Warn) => quote!(Bounds { min: #min, max: None, level: model::Level::Warn }),
    }
}

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

/// The type of coded values, as their table begins, and one row a code.
pub(crate) fn codes(table: &CodeTable<'_>) -> (TokenStream, Vec<TokenStream>) {
    let ty = match table.wire {
        CodeWire::Int { min, max } => whole(min, max),
        CodeWire::Text { max: Some(max) } => {
            let max = max.literal();
            quote!(varchar(#max))
        }
        CodeWire::Text { max: None } => quote!(text()),
    };
    let row = |code: &signwright_runtime::model::Code<'_>| {
        let (code, name, title) = (code.code, code.name, code.title);
        quote!(code(#code, #name, #title))
    };
    (ty, table.codes.iter().map(row).collect())
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
