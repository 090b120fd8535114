//! Jobs that were accepted: another endpoint is asked until they have ended.

use std::time::Duration;

use signwright_runtime::{Endpoint, Fields as _, JobError, Reply};

use crate::searches;
use crate::shop::{Answer, Search};
use crate::world::{Asked, Said, World};

searches! {
    Submit = "poll: { with: Query, give: { cursor: job }, until: \"state in [DONE, FAIL]\", every: 5 seconds }";
    Query = "rate: 1000 / second";
    Unrelated = "rate: 1000 / second";
}

/// A world where the job has ended after so many questions.
fn world(answers: &'static [&'static str]) -> World {
    World::new(Box::new(move |_, count| match (count, answers.get(count.wrapping_sub(1))) {
        (0, _) => Said::Body(r#"{"code":"BUSY","job":"任务😀7"}"#.to_owned()),
        (_, Some(&"")) => Said::Nothing,
        (_, Some(answer)) => Said::Body((*answer).to_owned()),
        (_, None) => Said::Body(r#"{"code":0,"state":"RUNNING"}"#.to_owned()),
    }))
}

fn submit() -> Submit {
    Submit(Search::new().with(|search| {
        search.kind = Some("批量".into());
        search.size = Some(3);
    }))
}

struct Ended {
    result: Result<Reply<Answer>, JobError>,
    waits: Vec<u64>,
    asked: Vec<Asked>,
}

/// Submits and waits, blocking and not, and sees that both came to the same.
fn ended<P: Endpoint<Response = Answer>>(answers: &'static [&'static str], within: Option<u64>) -> Ended {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let [blocking, unblocking] = [false, true].map(|is_async| {
        let world = world(answers);
        let client = world.client();
        let request = submit();
        let reply = client.call(&request).unwrap();
        assert!(reply.is_accepted);
        let job = client.job::<P, _>(&request, &reply);
        let job = match within {
            Some(seconds) => job.within(Duration::from_secs(seconds)),
            None => job,
        };
        let result = if is_async { runtime.block_on(job.finish_async()) } else { job.finish() };
        let (waits, asked) = world.with(|state| (state.waits.clone(), state.asked.split_off(1)));
        Ended { result, waits, asked }
    });
    assert_eq!(
        (&blocking.result, &blocking.waits, &blocking.asked),
        (&unblocking.result, &unblocking.waits, &unblocking.asked)
    );
    blocking
}

const RUNNING: &str = r#"{"code":0,"state":"RUNNING"}"#;
const DONE: &str = r#"{"code":0,"state":"DONE","total":3}"#;

#[test]
fn a_job_is_asked_for_until_its_answer_says_that_it_has_ended() {
    let ended = ended::<Query>(&[RUNNING, RUNNING, DONE], None);
    let reply = ended.result.unwrap();
    assert_eq!((reply.response.state.as_deref(), reply.response.total), (Some("DONE"), Some(3)));
    assert_eq!(ended.waits, [5, 5, 5]);
    // The row of another name, and those of the same name from the request.
    let asked: Vec<_> = ended.asked[0].iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(asked, [("cursor", "任务😀7"), ("kind", "批量"), ("size", "3")]);
    // A job that failed has ended too.
    let failed = self::ended::<Query>(&[r#"{"code":0,"state":"FAIL"}"#], None);
    assert_eq!(failed.result.unwrap().response.state.as_deref(), Some("FAIL"));
}

#[test]
fn a_job_that_does_not_end_says_how_long_was_waited() {
    let ended = ended::<Query>(&[], None);
    let Err(error) = ended.result else { panic!() };
    assert_eq!(error, JobError::Unfinished { waited: Duration::from_secs(595), calls: 119, last: None });
    assert_eq!(error.to_string(), "the job has not ended after 595 seconds; asked 119 times");
    assert_eq!(self::ended::<Query>(&[], Some(12)).waits, [5, 5]);
    assert_eq!(self::ended::<Query>(&[], Some(3)).asked.len(), 0, "what ends before is not asked for");
}

#[test]
fn a_question_that_fails_is_asked_again_and_a_refusal_is_the_end() {
    let ended = ended::<Query>(&["", r#"{"code":"SLOW","msg":"慢"}"#, DONE], None);
    assert_eq!((ended.result.is_ok(), ended.waits), (true, vec![5, 5, 7]), "as long as the platform says is waited");
    let refused = self::ended::<Query>(&[RUNNING, r#"{"code":"GONE","msg":"无此任务"}"#], None);
    let Err(JobError::Failed { waited, calls, error }) = refused.result else { panic!() };
    assert_eq!((waited.as_secs(), calls), (10, 2));
    assert!(error.to_string().contains("无此任务"), "{error}");
    let lost = self::ended::<Query>(&["", ""], Some(11));
    assert!(matches!(lost.result, Err(JobError::Unfinished { calls: 2, last: Some(_), .. })), "{:?}", lost.result);
}

#[test]
fn what_cannot_be_asked_for_is_told_before_anything_is_asked() {
    let other = ended::<Unrelated>(&[DONE], None);
    let Err(error) = other.result else { panic!() };
    assert_eq!(
        (error.to_string().as_str(), other.asked.len()),
        ("the job cannot be asked for: it is asked for by `Query`, not by `Unrelated`", 0)
    );
    let world = world(&[DONE]);
    let client = world.client();
    let (request, done) = (submit(), Reply::new(Answer::default()));
    let Err(JobError::Unasked(reason)) = client.job::<Query, _>(&request, &done).finish() else { panic!() };
    assert!(reason.contains("does not say that the call was accepted"), "{reason}");
    let query = Query(Search::new());
    let Err(JobError::Unasked(reason)) = client.job::<Query, _>(&query, &done).finish() else { panic!() };
    assert!(reason.contains("`Query` does not say by what"), "{reason}");
    assert_eq!(world.with(|state| state.asked.len()), 0);
}

#[test]
fn endpoints_without_types_are_asked_for_too() {
    use signwright_runtime::{Limits, json};
    let world = world(&[RUNNING, DONE]);
    let client = world.client();
    let request = json::parse(r#"{"kind":"批量"}"#.as_bytes(), Limits::default()).unwrap();
    let accepted = client.pages_node(Submit::endpoint().unwrap(), request.clone()).next().unwrap().unwrap().reply;
    assert!(accepted.is_accepted);
    let job = client.job_node(Submit::endpoint().unwrap(), &request, &accepted, Query::endpoint().unwrap());
    assert!(format!("{job:?}").contains("Query"));
    let ended = job.finish().unwrap();
    assert_eq!(ended.response.path("state").and_then(signwright_runtime::Node::as_text).as_deref(), Some("DONE"));
    assert_eq!(world.with(|state| state.asked[1].get("cursor").cloned()).as_deref(), Some("任务😀7"));
}
