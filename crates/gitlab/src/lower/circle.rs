//! Circles among needs.

use maillon_model::Diagnostic;

use super::link::{Linked, Linker, Target};

/// Enough circles to see what is wrong.
const MAX_TOLD: usize = 5;

/// The graph of needs. Its nodes are the copies of all jobs, and behind them one node for each job
/// as a whole, so that a need of all copies is one edge rather than many.
struct Graph<'g> {
    edges: &'g [Linked],
    /// The first node of each job's copies; one more at the end.
    first: Vec<usize>,
}

/// Reports circles. Without recursion: a chain may be as long as the definition.
pub(super) fn check(linker: &Linker<'_>, edges: &[Linked]) {
    let graph = Graph::new(linker, edges);
    for circle in graph.circles().into_iter().take(MAX_TOLD) {
        report(linker, &graph, &circle);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

impl<'g> Graph<'g> {
    fn new(linker: &Linker<'_>, edges: &'g [Linked]) -> Self {
        let mut first = vec![0];
        for copies in &linker.names.copies {
            first.push(first.last().copied().unwrap_or_default() + copies.len());
        }
        Self { edges, first }
    }

    fn copies(&self) -> usize {
        self.first.last().copied().unwrap_or_default()
    }

    fn node(&self, target: Target) -> usize {
        match target {
            Target::Whole(draft) => self.copies() + draft,
            Target::Copy(draft, copy) => self.first.get(draft).map_or(copy, |first| first + copy),
        }
    }

    /// The job that a node belongs to.
    fn draft(&self, node: usize) -> usize {
        match node.checked_sub(self.copies()) {
            Some(draft) => draft,
            None => self.first.partition_point(|first| *first <= node) - 1,
        }
    }

    fn next(&self, node: usize, edge: usize) -> Option<usize> {
        let draft = self.draft(node);
        let first = self.first.get(draft).copied()?;
        if node >= self.copies() {
            let end = self.first.get(draft + 1).copied()?;
            return Some(first + edge).filter(|copy| *copy < end);
        }
        let links = self.edges.get(draft)?.needs.as_ref()?.get(node - first)?;
        links.get(edge).map(|link| self.node(link.target))
    }

    fn circles(&self) -> Vec<Vec<usize>> {
        let mut marks = vec![Mark::New; self.copies() + self.edges.len()];
        let mut circles = Vec::new();
        for start in 0..self.copies() {
            self.visit(start, &mut marks, &mut circles);
        }
        circles
    }

    fn visit(&self, start: usize, marks: &mut [Mark], circles: &mut Vec<Vec<usize>>) {
        let mut path = Vec::new();
        open(start, &mut path, marks);
        while let Some((node, edge)) = path.last_mut() {
            let (at, next) = (*node, self.next(*node, *edge));
            *edge += 1;
            let Some(next) = next else {
                marks
                    .get_mut(at)
                    .into_iter()
                    .for_each(|mark| *mark = Mark::Done);
                path.pop();
                continue;
            };
            match marks.get(next) {
                Some(Mark::Open) => circles.push(tail(&path, next)),
                _ => open(next, &mut path, marks),
            }
        }
    }
}

fn open(node: usize, path: &mut Vec<(usize, usize)>, marks: &mut [Mark]) {
    if let Some(mark) = marks.get_mut(node).filter(|mark| **mark == Mark::New) {
        *mark = Mark::Open;
        path.push((node, 0));
    }
}

/// The part of the path that is the circle.
fn tail(path: &[(usize, usize)], from: usize) -> Vec<usize> {
    let nodes = path.iter().map(|(node, _)| *node);
    nodes.skip_while(|node| *node != from).collect()
}

fn report(linker: &Linker<'_>, graph: &Graph<'_>, circle: &[usize]) {
    let mut drafts: Vec<usize> = circle.iter().map(|node| graph.draft(*node)).collect();
    drafts.dedup();
    drafts.extend(
        drafts
            .first()
            .copied()
            .filter(|first| drafts.len() == 1 || drafts.last() != Some(first)),
    );
    let jobs = drafts.iter().filter_map(|draft| linker.drafts.get(*draft));
    let names: Vec<&str> = jobs.map(|draft| draft.name).collect();
    let Some(draft) = drafts.first().and_then(|draft| linker.drafts.get(*draft)) else {
        return;
    };
    let span = draft.needs.as_ref().and_then(|needs| needs.span);
    let place = linker
        .report
        .files()
        .place(span.unwrap_or(draft.cursor.node.span));
    let message = format!("the needs are a circle: {}", names.join(" -> "));
    let error = Diagnostic::error("gitlab/need-circle", message).at(place);
    let hint = "take one of these needs away";
    linker
        .report
        .push(error.under(format!("{}.needs", draft.name)).hint(hint));
}
