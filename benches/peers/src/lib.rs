//! What others do with the same request and the same answer. Each is checked to come to the same before it is measured.

#[cfg(feature = "in-process")]
pub mod pairs;
#[cfg(feature = "in-process")]
mod pushes;
#[cfg(feature = "in-process")]
mod reading;

/// The line that the commands of `benches/` read: what was measured, in which unit, ours, whose it stands beside, theirs.
pub fn print_row(row: &str, unit: &str, ours: f64, peer: &str, theirs: f64) {
    println!("row\t{row}\t{unit}\t{ours}\t{peer}\t{theirs}");
}

/// The median of some measures.
pub fn median(mut measures: Vec<f64>) -> f64 {
    measures.sort_unstable_by(f64::total_cmp);
    measures.get(measures.len() / 2).copied().unwrap_or_default()
}
