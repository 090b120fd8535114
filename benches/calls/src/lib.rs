//! The calls that are measured: pushes and a small change, from the typed request to the signed body, and answers, from
//! their bytes to the typed response. It counts nothing and measures nothing itself: that is `main.rs` beside it, which
//! runs one of them under a profiler, and `benches/peers`, which runs them beside those of others.

mod answers;
mod documents;
mod push;

use std::error::Error;
use std::hint::black_box;

use signwright_client::{Bytes, Endpoint};

pub use answers::{answer, orders, small};
pub use documents::{ROWS, SMALL, json, xml};
pub use push::{APPKEY, LINES, MODIFY, SECRET, SID, UNIX, credentials, modify, push, signed, signing_time};

/// What is done once: it gives how many bytes or rows came of it, so that no compiler leaves it out.
pub type Work = Box<dyn FnMut() -> usize>;

/// The names of all works, in the order in which they are shown.
pub const WORKS: [&str; 6] = ["push-50", "push-1", "modify", "read-json", "read-xml", "read-small"];

/// A work by its name, with all that it needs made beforehand.
///
/// # Errors
/// If there is none of this name, or the vendor's tables do not take the request.
pub fn work(name: &str) -> Result<Work, Box<dyn Error>> {
    Ok(match name {
        "push-50" => sign(push(50)?),
        "push-1" => sign(push(1)?),
        "modify" => sign(modify()),
        "read-json" => {
            let body = answer(json());
            Box::new(move || orders(black_box(&body), true))
        }
        "read-xml" => {
            let body = answer(xml());
            Box::new(move || orders(black_box(&body), false))
        }
        "read-small" => {
            let body = answer(SMALL.to_owned());
            Box::new(move || small(black_box(&body)))
        }
        unknown => return Err(format!("there is no work `{unknown}`; there are {}", WORKS.join(", ")).into()),
    })
}

/// The signed body of a work that signs.
///
/// # Errors
/// If the work signs nothing, or the vendor's tables do not take the request.
pub fn body(name: &str) -> Result<Bytes, Box<dyn Error>> {
    let (credentials, signing_time) = (credentials(), signing_time());
    Ok(match name {
        "push-50" => signed(&push(50)?, &credentials, &signing_time)?,
        "push-1" => signed(&push(1)?, &credentials, &signing_time)?,
        "modify" => signed(&modify(), &credentials, &signing_time)?,
        unknown => return Err(format!("`{unknown}` signs nothing").into()),
    })
}

/// A request that is signed each time it is asked for.
fn sign<R: Endpoint + 'static>(request: R) -> Work {
    let (credentials, signing_time) = (credentials(), signing_time());
    Box::new(move || signed(black_box(&request), &credentials, &signing_time).map_or(0, |body| body.len()))
}
