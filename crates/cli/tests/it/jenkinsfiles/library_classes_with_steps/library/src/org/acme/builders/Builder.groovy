package org.acme.builders

abstract class Builder implements Serializable {
    protected def steps
    Builder(steps) { this.steps = steps }

    abstract String output()

    protected void prepare() { steps.sh(script: 'true', label: 'prepare') }

    final String build() {
        prepare()
        output()
    }
}
