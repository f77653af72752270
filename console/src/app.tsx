import { LocationProvider } from 'preact-iso';
import { onSession, readSession } from './api/token.ts';
import { useOutside } from './hooks/use-outside.ts';
import { Layout } from './layout/layout.tsx';
import { PipelineProvider } from './pipeline/pipeline.tsx';
import { Views } from './router.tsx';
import { SignInView } from './views/sign-in-view.tsx';

/** The sign-in view until there is a token, at whatever address: then the view of that address. */
export function App() {
  const { token, ended } = useOutside(readSession, onSession);
  if (token === undefined) return <SignInView ended={ended} />;
  return (
    <LocationProvider scope="/console">
      <PipelineProvider>
        <Layout>
          <Views />
        </Layout>
      </PipelineProvider>
    </LocationProvider>
  );
}
