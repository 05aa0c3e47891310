//! How the bytes of an answer arrive: at once, or with a pause or a broken connection in the middle.
//!
//! Both doors hand a [`Delivery`] on as the body of an HTTP response, so that a client in process meets the same
//! broken body as one behind a socket. Its length is declared whole even when the rest never comes.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use thiserror::Error;
use tokio::time::Sleep;

/// The body of an answer.
#[derive(Debug)]
pub struct Delivery {
    first: Bytes,
    rest: Rest,
}

/// What comes after the first bytes.
#[derive(Debug)]
enum Rest {
    Nothing,
    /// These bytes, after a while. The sleep begins when the first bytes are taken.
    Late {
        bytes: Bytes,
        wait: Duration,
        sleep: Option<Pin<Box<Sleep>>>,
    },
    /// An error, though so many bytes are missing.
    BrokenOff {
        missing: usize,
        has_yielded: bool,
    },
}

/// The connection broke off in the middle of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the connection broke off in the middle of the answer")]
pub struct BrokenOff;

impl Delivery {
    /// Returns the whole answer, if it arrives at once.
    pub fn whole(&self) -> Option<&Bytes> {
        matches!(self.rest, Rest::Nothing).then_some(&self.first)
    }

    /// Returns a body whose second half comes `wait` later than the first.
    pub(super) fn with_pause(mut bytes: Bytes, wait: Duration) -> Self {
        let first = bytes.split_to(bytes.len() / 2);
        Self { first, rest: Rest::Late { bytes, wait, sleep: None } }
    }

    /// Returns a body that breaks off at its half; where there is no byte to miss, one is declared that never comes.
    pub(super) fn broken(bytes: &Bytes) -> Self {
        let first = bytes.slice(..bytes.len() / 2);
        let missing = (bytes.len() - first.len()).max(1);
        Self { first, rest: Rest::BrokenOff { missing, has_yielded: false } }
    }
}

impl From<Bytes> for Delivery {
    fn from(bytes: Bytes) -> Self {
        Self { first: bytes, rest: Rest::Nothing }
    }
}

impl Body for Delivery {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        if !self.first.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.first)))));
        }
        match &mut self.rest {
            Rest::Nothing => Poll::Ready(None),
            Rest::Late { bytes, wait, sleep } => {
                let sleep = sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep(*wait)));
                ready!(sleep.as_mut().poll(context));
                let bytes = std::mem::take(bytes);
                self.rest = Rest::Nothing;
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            // A server sends what it has while it waits; without this turn it would drop the first half unsent.
            Rest::BrokenOff { has_yielded, .. } if !*has_yielded => {
                *has_yielded = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Rest::BrokenOff { .. } => Poll::Ready(Some(Err(BrokenOff))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.whole().is_some_and(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        let rest = match &self.rest {
            Rest::Nothing => 0,
            Rest::Late { bytes, .. } => bytes.len(),
            Rest::BrokenOff { missing, .. } => *missing,
        };
        SizeHint::with_exact((self.first.len() + rest) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    #[tokio::test]
    async fn a_whole_answer_arrives_at_once() {
        let delivery = Delivery::from(Bytes::from_static(b"abcd"));
        assert_eq!(delivery.whole().map(Bytes::len), Some(4));
        assert_eq!(delivery.collect().await.unwrap().to_bytes(), "abcd");
    }

    #[tokio::test]
    async fn a_pause_comes_between_the_halves() {
        let mut delivery = Delivery::with_pause(Bytes::from_static(b"abcde"), Duration::from_secs(3_600));
        assert_eq!((delivery.whole(), delivery.size_hint().exact()), (None, Some(5)));
        assert_eq!(delivery.frame().await.unwrap().unwrap().into_data().unwrap(), "ab");
        assert!(futures::poll!(delivery.frame()).is_pending());
    }

    #[tokio::test]
    async fn a_pause_loses_nothing() {
        let delivery = Delivery::with_pause(Bytes::from_static(b"abcde"), Duration::ZERO);
        assert_eq!(delivery.collect().await.unwrap().to_bytes(), "abcde");
    }

    #[tokio::test]
    async fn a_broken_answer_declares_its_length_and_fails_at_its_half() {
        let mut delivery = Delivery::broken(&Bytes::from_static(b"abcd"));
        assert_eq!((delivery.whole(), delivery.size_hint().exact()), (None, Some(4)));
        assert_eq!(delivery.frame().await.unwrap().unwrap().into_data().unwrap(), "ab");
        assert_eq!(delivery.frame().await.unwrap().unwrap_err(), BrokenOff);
    }

    #[tokio::test]
    async fn an_empty_answer_breaks_off_too() {
        let delivery = Delivery::broken(&Bytes::new());
        assert_eq!(delivery.size_hint().exact(), Some(1));
        assert_eq!(delivery.collect().await.unwrap_err(), BrokenOff);
    }
}
