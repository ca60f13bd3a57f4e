package dev.gatehouse.platform.secret;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.regex.Pattern;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Lets a secret come from a file instead of the environment, where every child process could read it:
 * {@code GATEHOUSE_ENCRYPTION_KEY_FILE=/run/secrets/key} stands for {@code GATEHOUSE_ENCRYPTION_KEY} with the content of
 * that file. So it is with every variable whose name ends with KEY, KEYS, PASSWORD, SECRET or TOKENS.
 */
class SecretFiles implements EnvironmentPostProcessor {

    private static final Pattern NAME =
            Pattern.compile("((?:SPRING|GATEHOUSE)_.*(?:KEY|KEYS|PASSWORD|SECRET|TOKENS))_FILE");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var secrets = new HashMap<String, Object>();
        environment.getSystemEnvironment().forEach((variable, file) -> {
            var name = NAME.matcher(variable);
            if (name.matches()) {
                secrets.put(name.group(1), read(variable, String.valueOf(file)));
            }
        });
        if (!secrets.isEmpty()) {
            // The name ends as that of the environment does, so that Spring reads its names in the same way.
            environment
                    .getPropertySources()
                    .addFirst(new SystemEnvironmentPropertySource("secretFiles-systemEnvironment", secrets));
        }
    }

    private static String read(String variable, String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException _) {
            throw new UnfitSetting(
                    "The file that " + variable + " names can not be read: " + file + ".",
                    "Correct the path, or let this program read the file.");
        }
    }
}
