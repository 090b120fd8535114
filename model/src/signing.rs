//! How requests are signed, as data: named steps over the request, the credentials and the clock, and where their
//! results travel. Templates, which the steps are made of, are next door.

use super::{Location, Template};

/// A scheme. The signature is the step of that name, else the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signing<'m> {
    /// What templates name `var.x`, unless the endpoint or the call brings another value.
    pub vars: &'m [Var<'m>],
    /// The steps in order. A step may use those before it.
    pub steps: &'m [Step<'m>],
    /// What the scheme sends beside the platform's common parameters.
    pub parameters: &'m [SentParameter<'m>],
}

/// A value that a scheme can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Var<'m> {
    /// Its name.
    pub name: &'m str,
    /// What it is unless it is given.
    pub value: Template<'m>,
}

/// A named step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'m> {
    /// Its name, such as `canonical` or `string_to_sign`.
    pub name: &'m str,
    /// What it computes.
    pub body: StepBody<'m>,
}

/// What a step computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepBody<'m> {
    /// A template.
    Template(Template<'m>),
    /// One item for each pair of a map, sorted and joined.
    Items(Items<'m>),
    /// One of two, by a value.
    Choice {
        /// What decides.
        when: When<'m>,
        /// If it holds.
        then: &'m StepBody<'m>,
        /// If it does not.
        otherwise: &'m StepBody<'m>,
    },
}

/// A map of pairs as text. What is done in which order: pairs are chosen by name, keys and values are rewritten, empty
/// ones and repeated ones dropped, the rest sorted, equal keys merged, items made and joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Items<'m> {
    /// The pairs.
    pub sources: &'m [PairSource<'m>],
    /// The only names taken; a `*` stands for any text. Empty: all.
    pub only: &'m [&'m str],
    /// Names left out, likewise.
    pub except: &'m [&'m str],
    /// What becomes of each key, before they are sorted.
    pub key: Option<Template<'m>>,
    /// What becomes of each value, before they are sorted.
    pub value: Option<Template<'m>>,
    /// Whether pairs with an empty value are left out.
    pub drop_empty: bool,
    /// Whether of pairs that are equal in key and value one is left, the first.
    pub drop_equal: bool,
    /// Their order.
    pub sort: SortBy<'m>,
    /// Values of equal keys become one value with this between them; otherwise each stays a pair of its own.
    pub merge: Option<&'m str>,
    /// The template of one item; [`super::Input::Key`] and [`super::Input::Value`] exist only in these three.
    pub each: Template<'m>,
    /// Between two items.
    pub join: Template<'m>,
}

impl Items<'_> {
    /// No pairs, nothing done with them; for a struct update.
    pub const NONE: Items<'static> = Items {
        sources: &[],
        only: &[],
        except: &[],
        key: None,
        value: None,
        drop_empty: false,
        drop_equal: false,
        sort: SortBy::None,
        merge: None,
        each: Template(&[]),
        join: Template(&[]),
    };
}

/// A source of pairs. Whatever carries the signature is never among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairSource<'m> {
    /// Every parameter: the platform's common ones, and the business ones where they are parameters too.
    Params,
    /// The query of the URL.
    Query,
    /// The form fields of the body.
    Form,
    /// The headers, names as given, `Host` among them.
    Headers,
    /// The members at this path of a JSON body, or the rows of a list by their numbers: text and numbers as they are,
    /// lists and objects as compact JSON, `null` as nothing. The empty path is the body itself.
    Json(&'m str),
    /// Query, form and JSON members together.
    All,
    /// One more pair, which does not travel under this name.
    Pair(&'m str, Template<'m>),
}

/// The order of items. Every order is of bytes, and stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortBy<'m> {
    /// As they come.
    None,
    /// By key; equal keys keep their order.
    Key,
    /// By key, then by value.
    Pair,
    /// By value.
    Value,
    /// By the finished item.
    Item,
    /// By key without regard to ASCII case.
    KeyIgnoringCase,
    /// By key, the last one first.
    KeyDescending,
    /// These names in this order, then all others as they come.
    Listed(&'m [&'m str]),
}

/// What decides between two: every check must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When<'m>(pub &'m [Check<'m>]);

/// A value and what it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check<'m> {
    /// The value.
    pub value: Template<'m>,
    /// Whether it must be one of the texts, or none of them.
    pub holds: bool,
    /// The texts.
    pub texts: &'m [&'m str],
}

/// Something that a scheme sends. It is left out when it is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentParameter<'m> {
    /// Where.
    pub location: Location,
    /// The name of the parameter or header, or of the member of a JSON body.
    pub name: &'m str,
    /// Its value.
    pub value: Template<'m>,
    /// When it is sent at all; no check: always.
    pub when: When<'m>,
}

impl Signing<'_> {
    /// The place of the signature among the steps; one behind the last where there are none.
    pub fn signature(&self) -> usize {
        let named = self.steps.iter().position(|step| step.name == "signature");
        named.unwrap_or(self.steps.len().saturating_sub(1))
    }
}

/// Whether a name fits a pattern of `only`, `except` or `sort`, in which `*` stands for any text. Case is ASCII's.
pub fn name_fits(pattern: &str, name: &str, ignoring_case: bool) -> bool {
    let same = |one: &str, other: &str| {
        if ignoring_case { one.eq_ignore_ascii_case(other) } else { one == other }
    };
    let starts = |text: &str, with: &str| text.get(..with.len()).is_some_and(|start| same(start, with));
    let Some((first, mut pattern)) = pattern.split_once('*') else { return same(pattern, name) };
    if !starts(name, first) {
        return false;
    }
    let mut rest = name.get(first.len()..).unwrap_or_default();
    while let Some((middle, behind)) = pattern.split_once('*') {
        let Some(at) = (0..=rest.len()).find(|at| rest.get(*at..).is_some_and(|rest| starts(rest, middle))) else {
            return false;
        };
        rest = rest.get(at + middle.len()..).unwrap_or_default();
        pattern = behind;
    }
    let end = rest.len().checked_sub(pattern.len());
    end.and_then(|end| rest.get(end..)).is_some_and(|end| same(end, pattern))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(name_fits("x-acme-*", "X-Acme-Date", true));
        assert!(!name_fits("x-acme-*", "X-Acme-Date", false));
        assert!(name_fits("*_*", "a_b", false) && !name_fits("*_*", "ab", false));
        assert!(name_fits("订*单", "订购单", false) && name_fits("*", "", false) && name_fits("a*a", "aa", false));
        assert!(!name_fits("a*a", "a", false) && !name_fits("aa", "a", false));
    }
}
