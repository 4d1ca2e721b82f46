package org.acme

class EnvReader {
    def steps
    String getMode() { steps.env.MODE ?: 'none' }
}
