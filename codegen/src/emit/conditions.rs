//! Conditions, expressions and the sandbox's behaviour as Rust expressions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use signwright_runtime::model::{Behaviour, Condition, Expr, Join, Out, Test};

use super::{docs::is_invisible, literal::AsLiteral};

impl AsLiteral for Condition<'_> {
    fn literal(&self) -> TokenStream {
        match self {
            Self::Field(field, test) => {
                let test = test.literal();
                quote!(Condition::Field(#field, #test))
            }
            Self::All(all) => {
                let all = all.literal();
                quote!(Condition::All(#all))
            }
            Self::Any(any) => {
                let any = any.literal();
                quote!(Condition::Any(#any))
            }
            Self::Not(not) => {
                let not = not.literal();
                quote!(Condition::Not(&#not))
            }
        }
    }
}

impl AsLiteral for Test<'_> {
    fn literal(&self) -> TokenStream {
        match self {
            Self::Is(value) => quote!(Test::Is(#value)),
            Self::IsNot(value) => quote!(Test::IsNot(#value)),
            Self::OneOf(values) => {
                let values = values.literal();
                quote!(Test::OneOf(#values))
            }
            Self::Below(value) => quote!(Test::Below(#value)),
            Self::Above(value) => quote!(Test::Above(#value)),
            Self::Empty => quote!(Test::Empty),
            Self::There => quote!(Test::There),
        }
    }
}

impl AsLiteral for Expr<'_> {
    fn literal(&self) -> TokenStream {
        match self {
            Self::Const(value) => quote!(Expr::Const(#value)),
            Self::Field(field) => quote!(Expr::Field(#field)),
            Self::Add(one, other) => {
                let (one, other) = (one.literal(), other.literal());
                quote!(Expr::Add(&#one, &#other))
            }
            Self::Sub(one, other) => {
                let (one, other) = (one.literal(), other.literal());
                quote!(Expr::Sub(&#one, &#other))
            }
            Self::Mul(one, other) => {
                let (one, other) = (one.literal(), other.literal());
                quote!(Expr::Mul(&#one, &#other))
            }
            Self::Sum(list, join, of) => {
                let (join, of) = (join.literal(), of.literal());
                quote!(Expr::Sum(#list, #join, &#of))
            }
            Self::Count(list, join) => {
                let join = join.literal();
                quote!(Expr::Count(#list, #join))
            }
        }
    }
}

impl AsLiteral for Join<'_> {
    fn literal(&self) -> TokenStream {
        let (theirs, ours) = (self.theirs, self.ours);
        quote!(Join { theirs: #theirs, ours: #ours })
    }
}

impl AsLiteral for Behaviour<'_> {
    fn literal(&self) -> TokenStream {
        match self {
            Self::Echo => quote!(model::Behaviour::Echo),
            Self::Upsert { list, key } => quote!(model::Behaviour::Upsert { list: #list, key: #key }),
            Self::Once { key, again } => {
                let again = again.literal();
                quote!(model::Behaviour::Once { key: #key, again: #again })
            }
            Self::Query { rows, filter, page } => {
                let (rows, filter, page) = (document(rows), filter.literal(), page.literal());
                quote!(model::Behaviour::Query { rows: #rows, filter: #filter, page: #page })
            }
        }
    }
}

/// A document as a raw string, so that it can be read; where it holds what a raw string cannot show, as an
/// ordinary one.
fn document(text: &str) -> Literal {
    let plain = |c: char| c == '\n' || !(c.is_control() || is_invisible(c));
    let raw = text.chars().all(plain) && !text.contains("\"#");
    let raw = raw.then(|| format!("r#\"{text}\"#").parse().ok()).flatten();
    raw.unwrap_or_else(|| Literal::string(text))
}

impl AsLiteral for Out<'_> {
    fn literal(&self) -> TokenStream {
        match self {
            Self::Map(fields) => {
                let fields = fields.literal();
                quote!(model::Out::Map(#fields))
            }
            Self::List(items) => {
                let items = items.literal();
                quote!(model::Out::List(#items))
            }
            Self::Value(template) => {
                let template = template.literal();
                quote!(model::Out::Value(#template))
            }
            Self::Rows => quote!(model::Out::Rows),
        }
    }
}
