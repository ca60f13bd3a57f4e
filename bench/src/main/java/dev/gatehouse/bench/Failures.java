package dev.gatehouse.bench;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** How often each failure came; of endless kinds, the first ones by name. */
final class Failures {

    private static final int MOST_KINDS = 20;
    private static final int LONGEST = 120;

    private final Map<String, Long> counts = new TreeMap<>();

    void add(IOException failure) {
        var text = String.valueOf(failure.getMessage());
        add(text.length() > LONGEST ? text.substring(0, LONGEST) : text, 1);
    }

    void addAll(Failures others) {
        others.counts().forEach(this::add);
    }

    private synchronized void add(String kind, long count) {
        counts.merge(counts.size() < MOST_KINDS || counts.containsKey(kind) ? kind : "others", count, Long::sum);
    }

    synchronized Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }
}
