package org.acme

class Logger implements Serializable {
    enum Level { INFO, WARN }

    private final Script script
    List<String> lines = []

    Logger(Script script) { this.script = script }

    void info(String m) { log(Level.INFO, m) }
    void warn(String m) { log Level.WARN, m }

    private void log(Level level, String m) {
        lines << m
        script.echo("[${level}] ${m}")
    }
}
