import { TextField } from '../inputs/TextField';
import { selectors } from '../selectors';
import { findSignIn, readAuthType } from './authTypes';
import { RoleFields } from './RoleFields';
import { SecretField } from './SecretField';
import { type SectionProps, withSettings } from './settings';

/** What the chosen way of signing in needs. */
export function CredentialFields({ options, onOptionsChange }: SectionProps) {
  const { jsonData } = options;
  const signIn = findSignIn(readAuthType(jsonData));
  if (signIn === undefined) {
    return null;
  }
  return (
    <>
      {signIn.secrets.map((name) => (
        <SecretField key={name} name={name} options={options} onOptionsChange={onOptionsChange} />
      ))}
      {signIn.hasProfile && (
        <TextField
          label={selectors.config.aws.profile}
          description="A profile of the server's AWS files; empty for the one named default. Where the files are, the administrator says in grafana.ini, in [plugin.bulwark-awsposture-datasource]."
          placeholder="default"
          value={jsonData.profile ?? ''}
          onCommit={(profile) => onOptionsChange(withSettings(options, { profile }))}
        />
      )}
      <RoleFields signIn={signIn} options={options} onOptionsChange={onOptionsChange} />
    </>
  );
}
