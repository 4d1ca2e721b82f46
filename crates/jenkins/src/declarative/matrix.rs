//! The cells of a matrix: all combinations of its axes' values but those that are excluded.

use std::sync::Arc;

use maillon_groovy::ast::Name;

use crate::definition::{Content, ExcludeAxis, Matrix, Stage, Which};

/// The values of the axes in a cell.
pub(crate) type Cell = Vec<(Name, Name)>;

/// Each cell as a stage, with the values of its axes.
pub(super) fn cells(matrix: &Matrix) -> Vec<(Arc<Stage>, Cell)> {
    let cells = combinations(matrix).into_iter();
    cells
        .map(|cell| (Arc::new(stage(matrix, &cell)), cell))
        .collect()
}

/// In Jenkins' order: the first axis changes fastest.
pub(crate) fn combinations(matrix: &Matrix) -> Vec<Cell> {
    let mut cells: Vec<Cell> = vec![Vec::new()];
    for axis in &matrix.axes {
        let longer = |value: &Name| {
            let (name, value) = (axis.name.clone(), value.clone());
            let add =
                move |cell: &Cell| [cell.as_slice(), &[(name.clone(), value.clone())]].concat();
            cells.iter().map(add).collect::<Vec<_>>()
        };
        cells = axis.values.iter().flat_map(longer).collect();
    }
    cells.retain(|cell| !matrix.excludes.iter().any(|axes| is_excluded(cell, axes)));
    cells
}

fn is_excluded(cell: &Cell, axes: &[ExcludeAxis]) -> bool {
    axes.iter().all(|axis| {
        let value = cell.iter().find(|(name, _)| *name == axis.name);
        let listed = value.is_some_and(|(_, value)| axis.values.contains(value));
        listed == (axis.which == Which::These)
    })
}

/// As people see a cell: `Matrix - OS = 'linux', BROWSER = 'firefox'`.
pub(crate) fn cell_name(cell: &[(Name, Name)]) -> String {
    let values: Vec<String> = cell
        .iter()
        .map(|(name, value)| format!("{name} = '{value}'"))
        .collect();
    format!("Matrix - {}", values.join(", "))
}

fn stage(matrix: &Matrix, cell: &Cell) -> Stage {
    Stage {
        name: cell_name(cell).into(),
        agent: matrix.agent.clone(),
        environment: matrix.environment.clone(),
        options: matrix.options.clone(),
        tools: matrix.tools.clone(),
        input: matrix.input.clone(),
        when: matrix.when.clone(),
        post: matrix.post.clone(),
        content: Content::Stages(matrix.stages.clone()),
        fail_fast: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::Axis;

    fn axis(name: &str, values: &[&str]) -> Axis {
        Axis {
            name: name.into(),
            values: values.iter().map(|value| (*value).into()).collect(),
        }
    }

    fn exclude(name: &str, which: Which, values: &[&str]) -> ExcludeAxis {
        ExcludeAxis {
            name: name.into(),
            which,
            values: values.iter().map(|value| (*value).into()).collect(),
        }
    }

    fn check(excludes: Vec<Vec<ExcludeAxis>>, expected: &[&str]) {
        let matrix = Matrix {
            axes: vec![axis("OS", &["linux", "mac"]), axis("JDK", &["8", "11"])],
            excludes,
            agent: None,
            environment: Vec::new(),
            options: Vec::new(),
            tools: Vec::new(),
            input: None,
            when: None,
            post: Vec::new(),
            stages: Vec::new(),
        };
        let names: Vec<String> = cells(&matrix)
            .iter()
            .map(|(stage, _)| stage.name.to_string())
            .collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn the_first_axis_changes_fastest() {
        check(
            Vec::new(),
            &[
                "Matrix - OS = 'linux', JDK = '8'",
                "Matrix - OS = 'mac', JDK = '8'",
                "Matrix - OS = 'linux', JDK = '11'",
                "Matrix - OS = 'mac', JDK = '11'",
            ],
        );
    }

    #[test]
    fn an_exclude_takes_cells_where_all_its_axes_fit() {
        let axes = vec![
            exclude("OS", Which::These, &["mac"]),
            exclude("JDK", Which::AllBut, &["11"]),
        ];
        check(
            vec![axes],
            &[
                "Matrix - OS = 'linux', JDK = '8'",
                "Matrix - OS = 'linux', JDK = '11'",
                "Matrix - OS = 'mac', JDK = '11'",
            ],
        );
    }
}
