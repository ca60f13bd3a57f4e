package dev.gatehouse.platform.database;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;

/**
 * Hears through PostgreSQL what other nodes changed ({@code LISTEN}), on a connection outside of the pool. Hearing only
 * makes a node see changes sooner: whoever remembers something asks {@link #isHearing} how long to trust it.
 */
@AutoConfiguration(after = DataSourceAutoConfiguration.class)
public class DatabaseNews implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseNews.class);

    private static final int POLL_MILLIS = 1_000;
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final JdbcConnectionDetails database;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private volatile @Nullable Thread listener;
    private volatile long lastHeard = System.nanoTime() - SILENCE.toNanos();

    DatabaseNews(JdbcConnectionDetails database) {
        this.database = database;
    }

    private record Subscription(String channel, Consumer<String> changed, Runnable missed) {}

    /**
     * Subscribes to a channel, before the application starts.
     *
     * @param changed gets the text of every notification
     * @param missed is run when notifications may have been lost
     */
    public void subscribe(String channel, Consumer<String> changed, Runnable missed) {
        subscriptions.add(new Subscription(channel, changed, missed));
    }

    /** Tells whether changes were certainly heard of until a few seconds ago. */
    public boolean isHearing() {
        return System.nanoTime() - lastHeard < SILENCE.toNanos();
    }

    @Override
    public void start() {
        if (!subscriptions.isEmpty()) {
            var thread = Thread.ofVirtual().name("database-news").unstarted(this::run);
            listener = thread;
            thread.start();
        }
    }

    private void run() {
        while (listener != null) {
            try {
                listen();
            } catch (SQLException failure) {
                LOG.debug("The database can not be heard", failure);
                pause();
            }
        }
    }

    private void listen() throws SQLException {
        try (var connection = DriverManager.getConnection(database.getJdbcUrl(), properties());
                var statement = connection.createStatement()) {
            for (var each : subscriptions) {
                statement.execute("listen " + each.channel());
            }
            subscriptions.forEach(each -> each.missed().run());
            var news = connection.unwrap(PGConnection.class);
            while (listener != null) {
                var heard = news.getNotifications(POLL_MILLIS);
                for (var each : heard) {
                    tell(each.getName(), each.getParameter());
                }
                // A connection that died quietly hears nothing for ever.
                statement.execute("select 1");
                lastHeard = System.nanoTime();
            }
        }
    }

    private void tell(String channel, String text) {
        subscriptions.stream()
                .filter(each -> each.channel().equals(channel))
                .forEach(each -> each.changed().accept(text));
    }

    private Properties properties() {
        var properties = new Properties();
        setIfPresent(properties, "user", database.getUsername());
        setIfPresent(properties, "password", database.getPassword());
        properties.setProperty("ApplicationName", "gatehouse news");
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", "4");
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }

    private static void setIfPresent(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until nobody is told anything any more: who is told may ask the database, which is there until then. */
    @Override
    public void stop() {
        var running = listener;
        listener = null;
        if (running != null) {
            try {
                running.join(PAUSE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return listener != null;
    }
}
