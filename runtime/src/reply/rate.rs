//! How much is left of a rate, by what an answer's headers tell.

use http::HeaderMap;

use super::path::header;
use crate::model::{Endpoint, Platform, Rate, RateHeader};

/// The least that is left of the rates of a call, in calls, or in weight where a rate counts that; `None` where no header tells.
pub(crate) fn left(platform: &Platform<'_>, endpoint: &Endpoint<'_>, headers: &HeaderMap) -> Option<u64> {
    endpoint.facts.rates.iter().chain(platform.rates).filter_map(|rate| of_rate(rate, headers)).min()
}

fn of_rate(rate: &Rate<'_>, headers: &HeaderMap) -> Option<u64> {
    let number = |text: &str| text.trim().parse::<u64>().ok();
    match rate.told? {
        RateHeader::Left(name) => number(&header(headers, name)?),
        RateHeader::Used(name) => {
            let told = header(headers, name)?;
            // Behind the slash stands what this caller may use, which may be more than the table has.
            let (used, all) = match told.split_once('/') {
                Some((used, all)) => (number(used)?, number(all)?),
                None => (number(&told)?, rate.ten_thousandths / Rate::ONE),
            };
            Some(all.saturating_sub(used))
        }
    }
}
