package org.acme.builders

class MavenBuilder extends Builder {
    MavenBuilder(steps) { super(steps) }
    @Override String output() { 'app.jar' }
}
