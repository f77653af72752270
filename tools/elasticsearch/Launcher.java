import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/** Runs one Elasticsearch node from its jars, on loopback: HOME DATA_FOLDER HTTP_PORT. */
public final class Launcher {
    public static void main(String[] args) throws Exception {
        var home = Path.of(args[0]);
        var settings = Settings.builder()
            .put("path.home", home)
            .put("path.data", Path.of(args[1], "data"))
            .put("path.logs", Path.of(args[1], "logs"))
            .put("network.host", "127.0.0.1")
            .put("http.port", args[2])
            .put("transport.port", 0)
            .put("discovery.type", "single-node")
            .put("cluster.name", "mining-click-test")
            .put("node.name", "only")
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
        LogConfigurator.configureESLogging();
        var environment = InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), home.resolve("config"), () -> "only");
        LogConfigurator.configureWithoutConfig(environment.settings());
        var modules = PluginsLoader.loadModulesBundles(environment.modulesDir());
        var plugins = PluginsLoader.loadPluginsBundles(environment.pluginsDir());
        var node = new Node(environment, PluginsLoader.createPluginsLoader(modules, plugins, Map.of()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
        node.start();
        new CountDownLatch(1).await();
    }

    private static void close(Node node) {
        try {
            node.prepareForClose();
            node.close();
            node.awaitClose(5, TimeUnit.SECONDS);
        } catch (Exception fault) {
            fault.printStackTrace();
        }
    }
}
