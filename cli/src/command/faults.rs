//! Faults as arguments of `serve`: `2: throttled`, `3-5 goods/push: reset after executing`. What they do is the sandbox's.

use signwright_sandbox::{Fault, Script};

use super::Failure;

/// The calls that a fault is for, and the fault.
struct Planned<'a> {
    first: u64,
    last: u64,
    endpoint: Option<&'a str>,
    fault: Fault,
}

/// Plans what an argument says.
pub(super) fn plan(script: &Script, argument: &str) -> Result<(), Failure> {
    let Planned { first, last, endpoint, fault } = read(argument)?;
    for number in first..=last {
        let call = script.on_call(number);
        let call = match endpoint {
            Some(endpoint) => call.of(endpoint),
            None => call,
        };
        call.inject(fault.clone()).map_err(|error| Failure::usage(format!("--fault is `{argument}`: {error}")))?;
    }
    Ok(())
}

/// The most calls that one argument is for.
const MOST: u64 = 10_000;

fn read(argument: &str) -> Result<Planned<'_>, Failure> {
    let told = |why: String| Failure::usage(format!("--fault is `{argument}`: {why}"));
    let unread = || {
        told(format!(
            "write it as `2: throttled`, `3-5: throttled` or `2 ENDPOINT: throttled`; the first call is 1, and an argument \
             is for {MOST} at most"
        ))
    };
    // Endpoints may have a colon in their names.
    let parted = argument.split_once(": ").or_else(|| argument.split_once(':'));
    let (calls, fault) = parted.ok_or_else(unread)?;
    let (numbers, endpoint) =
        calls.trim().split_once(' ').map_or((calls, None), |(numbers, name)| (numbers, Some(name)));
    let (first, last) = numbers.trim().split_once('-').unwrap_or((numbers.trim(), numbers.trim()));
    let number = |text: &str| text.trim().parse::<u64>().ok().filter(|number| *number > 0);
    let (first, last) = number(first).zip(number(last)).ok_or_else(unread)?;
    if last.checked_sub(first).is_none_or(|more| more >= MOST) {
        return Err(unread());
    }
    let fault = fault.parse::<Fault>().map_err(|error| told(error.to_string()))?;
    Ok(Planned { first, last, endpoint: endpoint.map(str::trim), fault })
}
