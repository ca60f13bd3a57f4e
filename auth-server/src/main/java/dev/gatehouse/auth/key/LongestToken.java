package dev.gatehouse.auth.key;

import java.time.Duration;

/** Knows how long the longest-lived thing can be in force that this issuer signs. */
@FunctionalInterface
public interface LongestToken {

    /** Returns that time; it bounds how long a key stays published after it has signed for the last time. */
    Duration life();
}
