//! A span of time in windows that the vendor allows: as long as the rule `window` of the request says, one after the other.
//! Each shares its end with the beginning of the next, as nobody knows whether a vendor counts a window's end to it.

use super::tree;
use crate::model::{Endpoint, Offset, RecordId, RuleKind, Shape, TimeForm, Type};
use crate::{Date, DateTime, Node, Time};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400;

/// A moment that a span begins or ends with. A day is its first moment on the platform's wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// An instant.
    Instant(Time),
    /// A date and time on a wall clock.
    DateTime(DateTime),
    /// A day.
    Day(Date),
}

impl From<Time> for Moment {
    fn from(time: Time) -> Self {
        Self::Instant(time)
    }
}

impl From<DateTime> for Moment {
    fn from(time: DateTime) -> Self {
        Self::DateTime(time)
    }
}

impl From<Date> for Moment {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

impl Moment {
    /// Microseconds since 1970-01-01 UTC; `None` of the zero date.
    fn micros(self, zone: Offset) -> Option<i64> {
        match self {
            Self::Instant(time) => Some(time.unix_us()),
            Self::DateTime(time) => time.unix()?.checked_mul(SECOND),
            Self::Day(day) => (day.days()?.checked_mul(DAY)?.checked_sub(zone.seconds())?).checked_mul(SECOND),
        }
    }
}

/// What rows of a request with a window count in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// So many microseconds.
    Micros(i64),
    /// Days on the platform's wall clock.
    Day,
}

/// The moment that two windows share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Boundary {
    /// In whole units since 1970.
    units: i64,
    unit: Unit,
    zone: Offset,
}

impl Boundary {
    #[cfg(test)]
    pub(super) fn seconds(seconds: i64) -> Self {
        Self { units: seconds * SECOND, unit: Unit::Micros(SECOND), zone: Offset::UTC }
    }

    /// Whether it stands in a row, in a field of it or of a record in it. What is finer than the unit does not count.
    pub(super) fn stands_in(self, row: &Node<'_>) -> bool {
        match row {
            Node::Record(fields) => fields.iter().any(|field| self.stands_in(field)),
            Node::Time(time) => {
                time.unix().and_then(|unix| unix.checked_mul(SECOND)).is_some_and(|us| self.is_moment(us))
            }
            Node::Instant(time) => self.is_moment(time.unix_us()),
            Node::Day(day) => self.unit == Unit::Day && day.days() == Some(self.units),
            _ => false,
        }
    }

    fn is_moment(self, micros: i64) -> bool {
        self.unit.floor(micros, self.zone) == self.units
    }
}

impl Unit {
    fn of(ty: &Type<'_>) -> Option<Self> {
        match ty {
            Type::Date(_) => Some(Self::Day),
            // A pattern of the clock may show parts of a second, and may not: whole ones can be shown.
            Type::DateTime(_) | Type::Time(TimeForm::Unix | TimeForm::Rfc2822 | TimeForm::Pattern(_)) => {
                Some(Self::Micros(SECOND))
            }
            Type::Time(TimeForm::UnixMs) => Some(Self::Micros(1000)),
            Type::Time(TimeForm::UnixUs | TimeForm::Iso) => Some(Self::Micros(1)),
            _ => None,
        }
    }

    /// The number of whole units.
    fn floor(self, micros: i64, zone: Offset) -> i64 {
        match self {
            Self::Micros(unit) => micros.div_euclid(unit).saturating_mul(unit),
            Self::Day => micros.div_euclid(SECOND).saturating_add(zone.seconds()).div_euclid(DAY),
        }
    }

    /// The next number of whole units: no moment of the span is left out.
    fn ceiling(self, micros: i64, zone: Offset) -> i64 {
        match self {
            Self::Micros(unit) => self.floor(micros.saturating_add(unit - 1), zone),
            // A day that is begun is asked for anyway.
            Self::Day => self.floor(micros, zone),
        }
    }

    fn value(self, ty: &Type<'_>, units: i64, zone: Offset) -> Option<Node<'static>> {
        Some(match (self, ty) {
            (Self::Day, _) => Node::Day(Date::from_days(units)?),
            (Self::Micros(_), Type::DateTime(_)) => Node::Time(DateTime::from_unix(units.div_euclid(SECOND), zone)?),
            (Self::Micros(_), _) => Node::Instant(Time::from_unix_us(units)?),
        })
    }
}

/// The rows of a request that state a window, and how long it may be.
struct Rows<'m> {
    start: (String, Type<'m>),
    end: (String, Type<'m>),
    seconds: u32,
}

/// The windows of a span, for the rows of one request.
#[derive(Clone, Debug)]
pub(super) struct Windows<'m> {
    start: (String, Type<'m>),
    end: (String, Type<'m>),
    unit: Unit,
    zone: Offset,
    /// The beginning of the next window, the end of the last, and how long one may be, in the unit.
    next: Option<i64>,
    last: i64,
    longest: i64,
}

impl<'m> Windows<'m> {
    /// Those of an endpoint, or why there are none.
    pub(super) fn of(
        endpoint: &Endpoint<'m>,
        request: &Node<'_>,
        (from, to): (Moment, Moment),
        zone: Offset,
    ) -> Result<Self, String> {
        let shape = endpoint.request();
        let mut candidates = Vec::new();
        find(shape, "", &mut Vec::new(), &mut candidates);
        if candidates.len() > 1 {
            // Which of them is meant, the request may say.
            let is_stated = |rows: &Rows<'_>| {
                [&rows.start, &rows.end].iter().any(|(path, _)| tree::value_at(request, shape, path).is_there())
            };
            let names: Vec<_> = candidates.iter().map(|rows| rows.start.0.clone()).collect();
            candidates.retain(is_stated);
            if candidates.len() != 1 {
                return Err(format!("`{}` has several: set one of {} in the request", endpoint.name, names.join(", ")));
            }
        }
        let Some(Rows { start, end, seconds }) = candidates.pop() else {
            return Err(format!("`{}` has no rule `window: start .. end 30 days`", endpoint.name));
        };
        let unit = Unit::of(&start.1).filter(|unit| Unit::of(&end.1) == Some(*unit));
        let Some(unit) = unit else {
            return Err(format!("`{}` and `{}` are no times of one kind", start.0, end.0));
        };
        let longest = match unit {
            Unit::Micros(_) => i64::from(seconds) * SECOND,
            Unit::Day => i64::from(seconds) / DAY,
        };
        let (Some(from), Some(to)) = (from.micros(zone), to.micros(zone)) else {
            return Err("the zero date is no moment".to_owned());
        };
        if from > to {
            return Err("it ends before it begins".to_owned());
        }
        let (next, last) = (unit.floor(from, zone), unit.ceiling(to, zone));
        if longest == 0 && next < last {
            return Err(format!("a window of {seconds} seconds is too short for `{}`", start.0));
        }
        let is_shown = |(_, ty): &(String, Type<'m>), units| unit.value(ty, units, zone).is_some();
        if !is_shown(&start, next) || !is_shown(&end, last) {
            return Err("it goes beyond the calendar".to_owned());
        }
        Ok(Self { start, end, unit, zone, next: Some(next), last, longest })
    }

    /// How many follow.
    pub(super) fn left(&self) -> u64 {
        let Some(next) = self.next else { return 0 };
        let span = self.last.abs_diff(next);
        span.div_ceil(self.longest.unsigned_abs().max(1)).max(1)
    }

    /// Where the next one begins.
    pub(super) fn boundary(&self) -> Option<Boundary> {
        Some(Boundary { units: self.next?, unit: self.unit, zone: self.zone })
    }

    /// The request of the next window; `None` behind the last.
    pub(super) fn next(&mut self, request: &Node<'static>, shape: Shape<'_>) -> Option<Node<'static>> {
        let begins = self.next?;
        let ends = begins.saturating_add(self.longest).min(self.last);
        self.next = (ends < self.last).then_some(ends);
        let mut request = request.clone();
        for ((path, ty), units) in [(&self.start, begins), (&self.end, ends)] {
            tree::put(&mut request, shape, path, self.unit.value(ty, units, self.zone)?);
        }
        Some(request)
    }
}

/// The rules of a request and of the records in it, with the paths of what they name.
fn find<'m>(shape: Shape<'m>, above: &str, on_the_way: &mut Vec<RecordId>, rows_of_rules: &mut Vec<Rows<'m>>) {
    if on_the_way.contains(&shape.id) {
        return;
    }
    on_the_way.push(shape.id);
    let record = shape.record();
    for rule in record.rules.iter().filter(|rule| rule.each.is_none()) {
        let RuleKind::Window(start, end, seconds) = rule.kind else { continue };
        let row = |path: &str| Some((format!("{above}{path}"), shape.field_at(path)?.ty));
        if let (Some(start), Some(end)) = (row(start), row(end)) {
            rows_of_rules.push(Rows { start, end, seconds });
        }
    }
    for field in record.fields {
        if let Type::Record(id) = field.ty {
            find(shape.at(id), &format!("{above}{}.", field.name), on_the_way, rows_of_rules);
        }
    }
    on_the_way.pop();
}

#[cfg(test)]
#[path = "windows_tests.rs"]
mod tests;
