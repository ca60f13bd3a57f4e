package dev.gatehouse.auth.admin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.auth.client.SecretResealing;
import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.key.SigningKeys;
import dev.gatehouse.auth.key.StoredKey;
import dev.gatehouse.auth.key.StoredKeys;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import org.springframework.dao.DuplicateKeyException;

/** What an operator does with signing keys from the command line; the server may run meanwhile. */
class KeyCommand {

    static final String USAGE = """
            Usage: java -jar auth-server.jar keys COMMAND

              list                               all keys, newest first
              export                             the published public keys, as a JWK set
              rotate                             publish successors now; each signs once everybody has seen it
              revoke KID REASON                  take a key out of service at once
              import FILE ALGORITHM active|retiring
                                                 take in a private key (JWK or PEM) from another server
              reseal                             seal all keys, and the secrets of clients that sign with
                                                 theirs, under the encryption key of now

            The settings are those of the server: database, encryption key and, for reseal, the previous ones.""";

    private final StoredKeys stored;
    private final SigningKeys published;
    private final SecretResealing secrets;
    private final PrintStream out;
    private final PrintStream refusals;

    KeyCommand(
            StoredKeys stored, SigningKeys published, SecretResealing secrets, PrintStream out, PrintStream refusals) {
        this.stored = stored;
        this.published = published;
        this.secrets = secrets;
        this.out = out;
        this.refusals = refusals;
    }

    /**
     * Carries out a command.
     *
     * @param arguments what follows {@code keys}
     * @return whether it was understood and done
     */
    boolean run(List<String> arguments) {
        return switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
            case "list" -> list();
            case "export" -> export();
            case "rotate" -> rotate();
            case "reseal" -> reseal();
            case "revoke" -> arguments.size() == 3 ? revoke(arguments.get(1), arguments.get(2)) : usage();
            case "import" ->
                arguments.size() == 4 ? take(arguments.get(1), arguments.get(2), arguments.get(3)) : usage();
            default -> usage();
        };
    }

    private boolean list() {
        for (StoredKey key : stored.list()) {
            out.printf(
                    "%s  %-6s %-9s made %s%n",
                    key.kid(), key.algorithm().getName(), key.state().name().toLowerCase(Locale.ROOT), key.createdAt());
        }
        return true;
    }

    private boolean export() {
        out.println(published.document());
        return true;
    }

    private boolean rotate() {
        stored.rotate();
        out.println("Successors are published; each signs as soon as everybody has seen it.");
        return list();
    }

    private boolean reseal() {
        out.printf(
                "%d keys and %d secrets of clients are sealed under the encryption key of now.%n",
                stored.reseal(), secrets.reseal());
        return true;
    }

    private boolean revoke(String kid, String because) {
        if (!stored.revoke(kid, because)) {
            refusals.printf("There is no published key %s.%n", kid);
            return false;
        }
        out.println("Revoked: it is no longer published, and what it signed is no longer valid.");
        return list();
    }

    private boolean take(String file, String algorithm, String state) {
        var wanted = SigningAlgorithm.of(algorithm).orElse(null);
        if (wanted == null || !List.of("active", "retiring").contains(state)) {
            return usage();
        }
        try {
            var text = Files.readString(Path.of(file));
            var jwk = text.stripLeading().startsWith("{") ? JWK.parse(text) : JWK.parseFromPEMEncodedObjects(text);
            out.printf("Imported as %s.%n", stored.add(jwk, wanted, state.equals("active")));
            return list();
        } catch (IOException unreadable) {
            refusals.printf("The file %s can not be read.%n", file);
        } catch (ParseException | JOSEException | IllegalArgumentException unfit) {
            refusals.printf("The file %s can not be taken as a key for %s: %s%n", file, algorithm, unfit.getMessage());
            if (String.valueOf(unfit.getMessage()).contains("public key")) {
                refusals.printf("Append the public half: openssl pkey -in %s -pubout >> %s%n", file, file);
            }
        } catch (DuplicateKeyException _) {
            refusals.println("A key of this name is there already.");
        }
        return false;
    }

    private boolean usage() {
        refusals.println(USAGE);
        return false;
    }
}
