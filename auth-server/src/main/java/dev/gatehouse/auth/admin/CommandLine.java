package dev.gatehouse.auth.admin;

import dev.gatehouse.auth.audit.AuditSettings;
import dev.gatehouse.auth.client.ClientSecrets;
import dev.gatehouse.auth.client.SecretResealing;
import dev.gatehouse.auth.key.KeySettings;
import dev.gatehouse.auth.key.SigningKeys;
import dev.gatehouse.auth.key.StoredKeys;
import dev.gatehouse.auth.token.TokenLifetimes;
import dev.gatehouse.platform.database.DatabaseNews;
import dev.gatehouse.platform.seal.EncryptionKey;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Arrays;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.BadSqlGrammarException;

/** Runs a command of the operator instead of the server, with the same settings and no more of it than needed. */
public final class CommandLine {

    private static final String KEYS = "keys";

    private CommandLine() {}

    /** Tells whether the program was called for a command. */
    public static boolean isCommand(String... arguments) {
        return arguments.length > 0 && arguments[0].equals(KEYS);
    }

    /** Runs the command and ends the program: with 0 if it was done. */
    public static void run(String... arguments) {
        var out = System.out;
        // What is logged must not get into a file that an answer goes to.
        System.setOut(System.err);
        System.exit(execute(out, arguments) ? 0 : 1);
    }

    static boolean execute(PrintStream out, String... arguments) {
        var words = Arrays.stream(arguments)
                .skip(1)
                .filter(each -> !each.startsWith("--"))
                .toList();
        var settings =
                Arrays.stream(arguments).filter(each -> each.startsWith("--")).toArray(String[]::new);
        try (var context = new SpringApplicationBuilder(Parts.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .properties("logging.level.root=warn")
                .run(settings)) {
            if (context.getBean(KeySettings.class).keyStore() != null) {
                System.err.println("The keys are in a key store; whoever keeps it takes care of them.");
                return false;
            }
            return new KeyCommand(
                            context.getBean(StoredKeys.class),
                            context.getBean(SigningKeys.class),
                            context.getBean(SecretResealing.class),
                            out,
                            System.err)
                    .run(words);
        } catch (BadSqlGrammarException _) {
            System.err.println("The database is not one of this version: start the server with it once.");
            return false;
        }
    }

    /** The parts of the server that commands need; no bean of the server itself, so without {@code @Configuration}. */
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        TransactionAutoConfiguration.class,
        DatabaseNews.class
    })
    @EnableConfigurationProperties({EncryptionKey.class, TokenLifetimes.class, KeySettings.class, AuditSettings.class})
    @ComponentScan({"dev.gatehouse.auth.key", "dev.gatehouse.auth.audit"})
    @Import({SecretResealing.class, ClientSecrets.class})
    static class Parts {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }
}
