//! Numbers events and hands them to the subscriber.

use maillon_model::{Event, EventKind};

use crate::clock;
use crate::request::Subscriber;

pub(super) struct Emitter<'a> {
    subscriber: &'a mut dyn Subscriber,
    next: u64,
}

impl<'a> Emitter<'a> {
    pub(super) fn new(subscriber: &'a mut dyn Subscriber) -> Self {
        Self {
            subscriber,
            next: 0,
        }
    }

    pub(super) fn emit(&mut self, kind: EventKind) {
        let event = Event {
            seq: self.next,
            at: clock::now(),
            kind,
        };
        self.next += 1;
        self.subscriber.on(&event);
    }
}
