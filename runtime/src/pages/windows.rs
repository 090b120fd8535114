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
    /// In the unit.
    at: i64,
    unit: Unit,
    zone: Offset,
}

impl Boundary {
    #[cfg(test)]
    pub(super) fn seconds(at: i64) -> Self {
        Self { at: at * SECOND, unit: Unit::Micros(SECOND), zone: Offset::UTC }
    }

    /// Whether it stands in a row, in a field of it or of a record in it. What is finer than the unit does not count.
    pub(super) fn stands_in(self, row: &Node<'_>) -> bool {
        match row {
            Node::Record(fields) => fields.iter().any(|field| self.stands_in(field)),
            Node::Time(time) => time.unix().and_then(|unix| unix.checked_mul(SECOND)).is_some_and(|us| self.is_at(us)),
            Node::Instant(time) => self.is_at(time.unix_us()),
            Node::Day(day) => self.unit == Unit::Day && day.days() == Some(self.at),
            _ => false,
        }
    }

    fn is_at(self, micros: i64) -> bool {
        self.unit.floor(micros, self.zone) == self.at
    }
}

impl Unit {
    fn of(ty: &Type<'_>) -> Option<Self> {
        match ty {
            Type::Date(_) => Some(Self::Day),
            Type::DateTime(_) | Type::Time(TimeForm::Unix | TimeForm::Rfc2822) => Some(Self::Micros(SECOND)),
            Type::Time(TimeForm::UnixMs) => Some(Self::Micros(1000)),
            // A pattern of the clock and ISO 8601 may show parts of a second, and may not: whole ones always can be shown.
            Type::Time(TimeForm::UnixUs | TimeForm::Iso | TimeForm::Pattern(_)) => Some(Self::Micros(1)),
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

    fn value(self, ty: &Type<'_>, at: i64, zone: Offset) -> Option<Node<'static>> {
        Some(match (self, ty) {
            (Self::Day, _) => Node::Day(Date::from_days(at)?),
            (Self::Micros(_), Type::DateTime(_)) => Node::Time(DateTime::from_unix(at.div_euclid(SECOND), zone)?),
            (Self::Micros(_), _) => Node::Instant(Time::from_unix_us(at)?),
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
        let mut found = Vec::new();
        find(shape, "", &mut Vec::new(), &mut found);
        if found.len() > 1 {
            // Which of them is meant, the request may say.
            let is_stated = |rows: &Rows<'_>| {
                [&rows.start, &rows.end].iter().any(|(path, _)| tree::at(request, shape, path).is_there())
            };
            let names: Vec<_> = found.iter().map(|rows| rows.start.0.clone()).collect();
            found.retain(is_stated);
            if found.len() != 1 {
                return Err(format!("`{}` has several: set one of {} in the request", endpoint.name, names.join(", ")));
            }
        }
        let Some(Rows { start, end, seconds }) = found.pop() else {
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
        let is_shown = |(_, ty): &(String, Type<'m>), at| unit.value(ty, at, zone).is_some();
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
        Some(Boundary { at: self.next?, unit: self.unit, zone: self.zone })
    }

    /// The request of the next window; `None` behind the last.
    pub(super) fn next(&mut self, request: &Node<'static>, shape: Shape<'_>) -> Option<Node<'static>> {
        let begins = self.next?;
        let ends = begins.saturating_add(self.longest).min(self.last);
        self.next = (ends < self.last).then_some(ends);
        let mut request = request.clone();
        for ((path, ty), at) in [(&self.start, begins), (&self.end, ends)] {
            tree::put(&mut request, shape, path, self.unit.value(ty, at, self.zone)?);
        }
        Some(request)
    }
}

/// The rules of a request and of the records in it, with the paths of what they name.
fn find<'m>(shape: Shape<'m>, above: &str, on_the_way: &mut Vec<RecordId>, found: &mut Vec<Rows<'m>>) {
    if on_the_way.contains(&shape.id) {
        return;
    }
    on_the_way.push(shape.id);
    let record = shape.record();
    for rule in record.rules.iter().filter(|rule| rule.each.is_none()) {
        let RuleKind::Window(start, end, seconds) = rule.kind else { continue };
        let row = |path: &str| Some((format!("{above}{path}"), type_of(shape, path)?));
        if let (Some(start), Some(end)) = (row(start), row(end)) {
            found.push(Rows { start, end, seconds });
        }
    }
    for field in record.fields {
        if let Type::Record(id) = field.ty {
            find(shape.at(id), &format!("{above}{}.", field.name), on_the_way, found);
        }
    }
    on_the_way.pop();
}

fn type_of<'m>(shape: Shape<'m>, path: &str) -> Option<Type<'m>> {
    match path.split_once('.') {
        None => Some(shape.record().field(path)?.ty),
        Some((name, below)) => match shape.record().field(name)?.ty {
            Type::Record(id) => type_of(shape.at(id), below),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Record, Rule, date, datetime, optional, record, time};

    const PARAMS: Type<'static> = Type::Record(RecordId(1));
    const RECORDS: &[Record<'static>] = &[
        record(
            "request",
            &[
                optional("params", PARAMS, "参数"),
                optional("since", time(TimeForm::UnixMs), "自"),
                optional("until", time(TimeForm::UnixMs), "至"),
            ],
            &[Rule::new(RuleKind::Window("since", "until", 3600), "一小时")],
        ),
        record(
            "Params",
            &[optional("开始", datetime(), "开始"), optional("结束", datetime(), "结束")],
            &[Rule::new(RuleKind::Window("开始", "结束", 30 * 86_400), "三十天")],
        ),
        record(
            "Days",
            &[optional("from", date(), "自"), optional("to", date(), "至")],
            &[Rule::new(RuleKind::Window("from", "to", 2 * 86_400 + 7), "两天")],
        ),
    ];

    fn endpoint(request: u16) -> Endpoint<'static> {
        Endpoint { name: "order.search", records: RECORDS, request: RecordId(request), ..Endpoint::PLAIN }
    }

    /// The windows as they would be written.
    fn shown(
        endpoint: &Endpoint<'static>,
        (from, to): (Moment, Moment),
        rows: [&str; 2],
    ) -> Result<Vec<String>, String> {
        let zone = Offset::hours(8);
        let request = Node::Map(Vec::new());
        let mut windows = Windows::of(endpoint, &request, (from, to), zone)?;
        let mut all = Vec::new();
        loop {
            let left = windows.left();
            let Some(asked) = windows.next(&request, endpoint.request()) else { break };
            assert_eq!(windows.left(), left - 1);
            let text = |path| tree::text(tree::at(&asked, endpoint.request(), path)).unwrap_or_default().into_owned();
            all.push(format!("{} .. {}", text(rows[0]), text(rows[1])));
        }
        Ok(all)
    }

    fn at(text: &str) -> Moment {
        DateTime::parse(text, Offset::hours(8)).unwrap().into()
    }

    #[test]
    fn windows_are_as_long_as_they_may_be_and_share_their_ends() {
        let params = endpoint(1);
        let span = (at("2025-01-01 00:00:00"), at("2025-03-15 12:30:00"));
        assert_eq!(
            shown(&params, span, ["开始", "结束"]).unwrap(),
            [
                "2025-01-01 00:00:00 .. 2025-01-31 00:00:00",
                "2025-01-31 00:00:00 .. 2025-03-02 00:00:00",
                "2025-03-02 00:00:00 .. 2025-03-15 12:30:00",
            ]
        );
        let exactly = (at("2025-01-01 00:00:00"), at("2025-01-31 00:00:00"));
        assert_eq!(shown(&params, exactly, ["开始", "结束"]).unwrap().len(), 1);
        // The same moment twice is one window, and a moment of the span is never cut off.
        let moment = Time::from_unix_ms(1_735_660_800_250).unwrap().into();
        assert_eq!(
            shown(&params, (moment, moment), ["开始", "结束"]).unwrap(),
            ["2025-01-01 00:00:00 .. 2025-01-01 00:00:01"]
        );
        let days = (Date::new(2025, 2, 27).unwrap().into(), at("2025-03-02 09:00:00"));
        assert_eq!(
            shown(&endpoint(2), days, ["from", "to"]).unwrap(),
            ["2025-02-27 .. 2025-03-01", "2025-03-01 .. 2025-03-02"]
        );
    }

    #[test]
    fn a_span_that_cannot_be_split_says_why() {
        const BARE: &[Record<'static>] = &[record("request", &[], &[])];
        let params = endpoint(1);
        let backwards = (at("2025-03-01 00:00:00"), at("2025-01-01 00:00:00"));
        assert!(shown(&params, backwards, ["开始", "结束"]).unwrap_err().contains("ends before"));
        let zero = (at("2025-03-01 00:00:00"), DateTime::zero(Offset::hours(8)).into());
        assert!(shown(&params, zero, ["开始", "结束"]).unwrap_err().contains("zero date"));
        let span = (at("2025-01-01 00:00:00"), at("2025-01-01 02:00:00"));
        assert!(shown(&endpoint(0), span, ["since", "until"]).unwrap_err().contains("since, params.开始"));
        // The request says which of several is meant.
        let request = Node::Map(vec![("since".into(), Node::Int(1))]);
        let windows = Windows::of(&endpoint(0), &request, span, Offset::hours(8)).unwrap();
        assert_eq!((windows.left(), windows.start.0.as_str()), (2, "since"));
        let none = Endpoint { records: BARE, request: RecordId(0), ..Endpoint::PLAIN };
        assert!(shown(&none, span, ["", ""]).unwrap_err().contains("no rule `window"));
    }

    #[test]
    fn a_boundary_stands_in_what_was_at_that_moment() {
        let zone = Offset::hours(8);
        let boundary = Boundary { at: 1_735_660_800 * SECOND, unit: Unit::Micros(SECOND), zone };
        let (Moment::DateTime(time), Moment::DateTime(later)) = (at("2025-01-01 00:00:00"), at("2025-01-01 00:00:01"))
        else {
            panic!()
        };
        let held = |node: Node<'static>| boundary.stands_in(&Node::Record(vec![Node::Null, Node::Record(vec![node])]));
        assert!(held(Node::Time(time)) && !held(Node::Time(later)));
        assert!(held(Node::Instant(Time::from_unix_ms(1_735_660_800_999).unwrap())));
        assert!(!held(Node::text("2025-01-01 00:00:00")) && !held(Node::Day(Date::new(2025, 1, 1).unwrap())));
        let day = Boundary { at: 20_089, unit: Unit::Day, zone };
        assert!(day.stands_in(&Node::Day(Date::new(2025, 1, 1).unwrap())) && day.stands_in(&Node::Time(later)));
        assert!(!day.stands_in(&Node::Day(Date::new(2025, 1, 2).unwrap())));
    }
}
