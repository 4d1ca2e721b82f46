package org.acme.builders

class NpmBuilder extends Builder {
    NpmBuilder(steps) { super(steps) }

    @Override
    protected void prepare() {
        super.prepare()
        steps.sh 'npm ci'
    }

    String output() { 'dist' }
}
