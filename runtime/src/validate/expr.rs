//! Exact arithmetic over fields, and over sums and counts of rows. Too many digits are a violation, never a panic.

use std::collections::HashMap;

use super::condition::Constant;
use super::route::Route;
use super::rows::Key;
use crate::model::{Expr, Join, Offset, Shape};
use crate::{Decimal, Node};

/// An expression whose names are resolved and whose constants are read.
pub(super) enum Arith<'a> {
    Const(Constant<'a>),
    /// A field, and what it counts as where it is absent.
    Field(Route<'a>),
    Add(Box<Self>, Box<Self>),
    Sub(Box<Self>, Box<Self>),
    Mul(Box<Self>, Box<Self>),
    /// Over the rows of a list; without an expression it counts them.
    Rows(Route<'a>, Option<Box<Self>>),
    /// Over those rows of a sibling list that have this key: which list, and the row's key.
    Joined(usize, Route<'a>),
}

/// A sibling list that is joined by a key.
pub(super) struct Sibling<'a> {
    list: Route<'a>,
    theirs: Route<'a>,
    of: Option<Arith<'a>>,
}

/// Why an expression has no value.
#[derive(Clone, Copy)]
pub(super) enum Trouble {
    /// It has more digits than a decimal holds.
    TooLarge,
    /// A field in it is no number.
    NoNumber,
}

/// The sums of a sibling list by key.
pub(super) type Sums<'a> = HashMap<Key<'a>, Result<Decimal, Trouble>>;

/// Where names are looked up: in the row, and for sibling lists in the record around it.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) row: Shape<'a>,
    pub(super) outer: Shape<'a>,
}

impl<'a> Arith<'a> {
    /// Resolves the names of an expression; joined lists are added to `siblings`.
    pub(super) fn of(expr: &Expr<'a>, names: Names<'a>, siblings: &mut Vec<Sibling<'a>>) -> Self {
        let mut operand = |expr: &Expr<'a>| Box::new(Self::of(expr, names, siblings));
        match *expr {
            Expr::Const(text) => Self::Const(Constant::of(text)),
            Expr::Field(name) => Self::Field(Route::of(name, names.row)),
            Expr::Add(left, right) => Self::Add(operand(left), operand(right)),
            Expr::Sub(left, right) => Self::Sub(operand(left), operand(right)),
            Expr::Mul(left, right) => Self::Mul(operand(left), operand(right)),
            Expr::Sum(list, None, of) => {
                let list = Route::of(list, names.row);
                let of = Self::of(of, inside(&list, names.row), siblings);
                Self::Rows(list, Some(Box::new(of)))
            }
            Expr::Count(list, None) => Self::Rows(Route::of(list, names.row), None),
            Expr::Sum(list, Some(join), of) => Self::joined(list, join, Some(of), names, siblings),
            Expr::Count(list, Some(join)) => Self::joined(list, join, None, names, siblings),
        }
    }

    fn joined(
        list: &'a str,
        join: Join<'a>,
        of: Option<&Expr<'a>>,
        names: Names<'a>,
        siblings: &mut Vec<Sibling<'a>>,
    ) -> Self {
        let list = Route::of(list, names.outer);
        let below = inside(&list, names.outer);
        let of = of.map(|of| Self::of(of, below, siblings));
        siblings.push(Sibling { theirs: Route::of(join.theirs, below.row), list, of });
        Self::Joined(siblings.len() - 1, Route::of(join.ours, names.row))
    }

    /// Its value in a row.
    pub(super) fn value(&self, row: &'a Node<'a>, sums: &[Sums<'a>]) -> Result<Decimal, Trouble> {
        let both = |left: &Self, right: &Self, operation: fn(Decimal, Decimal) -> Option<Decimal>| {
            // The left side is evaluated first, so that of two mistakes always the same one is told.
            operation(left.value(row, sums)?, right.value(row, sums)?).ok_or(Trouble::TooLarge)
        };
        match self {
            Self::Const(constant) => constant.number.ok_or(Trouble::NoNumber),
            Self::Field(route) => {
                let operand = route.operand(row);
                // Vendors leave amounts of zero out, so what is absent without a default counts as 0.
                let absent = !operand.node.is_there() && operand.default.is_none();
                if absent { Ok(Decimal::ZERO) } else { operand.number().ok_or(Trouble::NoNumber) }
            }
            Self::Add(left, right) => both(left, right, Decimal::checked_add),
            Self::Sub(left, right) => both(left, right, Decimal::checked_sub),
            Self::Mul(left, right) => both(left, right, Decimal::checked_mul),
            Self::Rows(list, of) => {
                let mut sum = Ok(Decimal::ZERO);
                list.each(row, &mut |row| add(&mut sum, term(of.as_deref(), row, sums)));
                sum
            }
            Self::Joined(sibling, ours) => match (sums.get(*sibling), Key::of(ours.value(row))) {
                // A row without the key, or without partners, joins nothing, and a sum of nothing is 0.
                (Some(sums), Some(key)) => sums.get(&key).copied().unwrap_or(Ok(Decimal::ZERO)),
                _ => Ok(Decimal::ZERO),
            },
        }
    }

    /// The constant or field that it is as a whole, where it is compared as text.
    pub(super) fn alone(&self, row: &'a Node<'a>, zone: Offset) -> Option<String> {
        // Only a value that stands alone is compared as text; anything computed is a number.
        match self {
            Self::Const(constant) => Some(constant.text.to_owned()),
            Self::Field(route) => Some(route.operand(row).text(zone).unwrap_or_default().into_owned()),
            _ => None,
        }
    }

    /// Whether it reads personal data.
    pub(super) fn is_sensitive(&self, siblings: &[Sibling<'_>]) -> bool {
        match self {
            Self::Const(_) => false,
            Self::Field(route) => route.sensitive,
            Self::Add(left, right) | Self::Sub(left, right) | Self::Mul(left, right) => {
                left.is_sensitive(siblings) || right.is_sensitive(siblings)
            }
            Self::Rows(list, of) => list.sensitive || of.as_ref().is_some_and(|of| of.is_sensitive(siblings)),
            Self::Joined(sibling, _) => siblings.get(*sibling).is_some_and(|sibling| {
                sibling.list.sensitive || sibling.of.as_ref().is_some_and(|of| of.is_sensitive(siblings))
            }),
        }
    }
}

impl<'a> Sibling<'a> {
    /// Its sums by key, over the rows in the record around.
    pub(super) fn sums(&self, outer: &'a Node<'a>) -> Sums<'a> {
        // The sums are made once for all rows around, or a list joined with another would take quadratic time.
        let mut sums = Sums::new();
        self.list.each(outer, &mut |row| {
            if let Some(key) = Key::of(self.theirs.value(row)) {
                add(sums.entry(key).or_insert(Ok(Decimal::ZERO)), term(self.of.as_ref(), row, &[]));
            }
        });
        sums
    }
}

fn inside<'a>(list: &Route<'a>, shape: Shape<'a>) -> Names<'a> {
    let row = list.record.map_or(shape, |id| shape.at(id));
    Names { row, outer: shape }
}

fn term<'a>(of: Option<&Arith<'a>>, row: &'a Node<'a>, sums: &[Sums<'a>]) -> Result<Decimal, Trouble> {
    of.map_or(Ok(Decimal::from(1)), |of| of.value(row, sums))
}

fn add(sum: &mut Result<Decimal, Trouble>, term: Result<Decimal, Trouble>) {
    // The first trouble stays: what comes later cannot make the sum known again.
    if let Ok(before) = *sum {
        *sum = term.and_then(|term| before.checked_add(term).ok_or(Trouble::TooLarge));
    }
}
