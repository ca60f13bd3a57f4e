package dev.gatehouse.platform.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes no session that a request only read. Spring Session notes each visit in the database, which would make every
 * authorization request on a living session a write; here a visit is noted when the last noted one is a minute old, or a
 * tenth of the time after which an unvisited session ends. So a session may end that much earlier than after exactly the
 * configured time without a visit, never later.
 *
 * @param <S> the sessions of the storage beneath
 */
class QuietSessions<S extends Session> implements FindByIndexNameSessionRepository<QuietSessions.Visit<S>> {

    private static final Duration UNNOTED = Duration.ofMinutes(1);
    private static final int PARTS = 10;

    /** Set while a session is being read. */
    private static final ScopedValue<Boolean> READING = ScopedValue.newInstance();

    private final FindByIndexNameSessionRepository<S> storage;

    QuietSessions(FindByIndexNameSessionRepository<S> storage) {
        this.storage = storage;
    }

    /** Runs in a transaction of its own what writes; reading a session is one statement, which needs none. */
    static TransactionOperations transactions(PlatformTransactionManager manager) {
        var writing = new TransactionTemplate(manager);
        writing.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        var reading = TransactionOperations.withoutTransaction();
        return new TransactionOperations() {
            @Override
            public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
                return (READING.isBound() ? reading : writing).execute(action);
            }
        };
    }

    @Override
    public Visit<S> createSession() {
        return new Visit<>(storage.createSession(), true);
    }

    @Override
    public void save(Visit<S> visit) {
        if (visit.isToBeWritten) {
            storage.save(visit.session);
            visit.isToBeWritten = false;
        }
    }

    @Override
    public @Nullable Visit<S> findById(String id) {
        var found = ScopedValue.where(READING, true).call(() -> storage.findById(id));
        return found == null ? null : new Visit<>(found, false);
    }

    @Override
    public void deleteById(String id) {
        storage.deleteById(id);
    }

    @Override
    public Map<String, Visit<S>> findByIndexNameAndIndexValue(String indexName, String indexValue) {
        return storage.findByIndexNameAndIndexValue(indexName, indexValue).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> new Visit<>(each.getValue(), false)));
    }

    /** A session as one request sees it. */
    static final class Visit<S extends Session> implements Session {

        private final S session;
        private boolean isToBeWritten;

        private Visit(S session, boolean isToBeWritten) {
            this.session = session;
            this.isToBeWritten = isToBeWritten;
        }

        @Override
        public String getId() {
            return session.getId();
        }

        @Override
        public String changeSessionId() {
            isToBeWritten = true;
            return session.changeSessionId();
        }

        @Override
        public <T> @Nullable T getAttribute(String attributeName) {
            return session.getAttribute(attributeName);
        }

        @Override
        public Set<String> getAttributeNames() {
            return session.getAttributeNames();
        }

        @Override
        public void setAttribute(String attributeName, Object attributeValue) {
            isToBeWritten = true;
            session.setAttribute(attributeName, attributeValue);
        }

        @Override
        public void removeAttribute(String attributeName) {
            isToBeWritten = true;
            session.removeAttribute(attributeName);
        }

        @Override
        public Instant getCreationTime() {
            return session.getCreationTime();
        }

        @Override
        public void setLastAccessedTime(Instant lastAccessedTime) {
            if (!lastAccessedTime.isBefore(session.getLastAccessedTime().plus(unnoted()))) {
                isToBeWritten = true;
                session.setLastAccessedTime(lastAccessedTime);
            }
        }

        private Duration unnoted() {
            var part = session.getMaxInactiveInterval().dividedBy(PARTS);
            return part.compareTo(UNNOTED) < 0 ? part : UNNOTED;
        }

        @Override
        public Instant getLastAccessedTime() {
            return session.getLastAccessedTime();
        }

        @Override
        public void setMaxInactiveInterval(Duration interval) {
            isToBeWritten = true;
            session.setMaxInactiveInterval(interval);
        }

        @Override
        public Duration getMaxInactiveInterval() {
            return session.getMaxInactiveInterval();
        }

        @Override
        public boolean isExpired() {
            return session.isExpired();
        }
    }
}
