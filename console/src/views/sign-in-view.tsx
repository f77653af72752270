import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, type Problem } from '../api/ask.ts';
import { signIn } from '../api/token.ts';
import { ProblemBox } from '../components/problem-box.tsx';
import './sign-in.css';

/** Asks for a token, and tries it before it is taken. @param ended why the former session ended */
export function SignInView({ ended }: { readonly ended: string | undefined }) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [isAsking, setAsking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = 'Sign in · mining-clicks';
    field.current?.focus();
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    const token = text.trim().replace(/^Bearer\s+/i, '');
    setAsking(true);
    const answer = await ask('/api/admin/console', { token });
    setAsking(false);
    if (answer.ok) return signIn(token);
    setProblem(answer.problem);
  };
  return (
    <main class="sign-in">
      <h1>mining-clicks console</h1>
      {ended !== undefined && <p class="sign-in-ended" role="status">{ended}</p>}
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <label class="field">
          Token of the scope admin
          <input ref={field} type="password" required autoComplete="off" spellcheck={false} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        {problem && <ProblemBox problem={problem} />}
        <p class="row">
          <button type="submit" class="primary" disabled={isAsking}>
            {isAsking ? 'Trying it …' : 'Sign in'}
          </button>
        </p>
      </form>
      <p>
        <code>npm start</code> prints a link that signs in by itself. Otherwise: <code>mining-clicks token --user you --scope admin</code>.
      </p>
      <p class="hint">The token is kept in the memory of this page only: a reload asks again.</p>
    </main>
  );
}
