//! What the job asks people: from its files to the server.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fs;
use std::path::Path;

use maillon_protocol::agent::{Asked, AskedQuestion};
use tokio::time::sleep;

use super::Care;
use crate::durable;

impl Care<'_> {
    /// Brings questions to the server as they come. After a restart they are asked again, which is asking once.
    pub(super) async fn carry_questions(&self) -> Infallible {
        let folder = self.attention.folder.questions();
        let mut told = BTreeSet::new();
        loop {
            let (asked, answered) = numbers(&folder);
            for number in asked.difference(&told.clone()) {
                if self.ask(&folder, *number).await {
                    told.insert(*number);
                }
            }
            let open = asked.difference(&answered).count();
            self.attention.open.send_if_modified(|known| {
                let news = *known != open;
                *known = open;
                news
            });
            sleep(self.shared.settings.pace.look * 5).await;
        }
    }

    /// Whether it need not be told again.
    async fn ask(&self, folder: &Path, number: u32) -> bool {
        let path = folder.join(format!("{number}.json"));
        let Ok(Some(question)) = durable::read_json::<AskedQuestion>(&path) else {
            return false;
        };
        let attempt = self.attention.held().attempt;
        let asked = Asked {
            attempt,
            number,
            question,
        };
        match self.client.ask(&asked).await {
            Ok(()) => true,
            // A task that is somebody else's: the beat hears of it too.
            Err(error) if error.is_over() => true,
            Err(error) if error.is_final() => {
                self.trouble(format!("the server does not take its question: {error}"));
                true
            }
            Err(_) => false,
        }
    }
}

/// The questions that were asked, and those that were answered.
fn numbers(folder: &Path) -> (BTreeSet<u32>, BTreeSet<u32>) {
    let (mut asked, mut answered) = (BTreeSet::new(), BTreeSet::new());
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(number) = name.strip_suffix(".answer.json") {
            answered.extend(number.parse::<u32>());
        } else if let Some(number) = name.strip_suffix(".json") {
            asked.extend(number.parse::<u32>());
        }
    }
    (asked, answered)
}
