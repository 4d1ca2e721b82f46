//! The failures that the protocol survives: real servers as processes of their own, killed, stopped and cut off.

mod agents;
mod calls;
mod databases;
mod hand;
mod process;
mod proxy;
mod scene;
mod servers;
