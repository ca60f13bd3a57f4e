package dev.gatehouse.web.note;

import java.time.Instant;
import java.util.UUID;

/** A note as the API tells it. */
record Note(UUID id, String title, String body, Instant createdAt, Instant updatedAt) {}
