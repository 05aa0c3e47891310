import { config } from '@grafana/runtime';

import { TextField } from '../inputs/TextField';
import { type FindProblem } from '../inputs/useCheckedDraft';
import { selectors } from '../selectors';
import { type SignIn } from './authTypes';
import { findRoleProblem, required } from './problems';
import { type SectionProps, withSettings } from './settings';

const labels = selectors.config.aws;

/** Where the server allows no roles, a saved one can only be removed. */
const findRefusedRoleProblem: FindProblem = (text) =>
  text.trim() === ''
    ? undefined
    : 'The server allows no roles (assume_role_enabled in the [aws] section of grafana.ini); empty this field';

function roleJudge({ needsRole }: SignIn): FindProblem {
  if (!config.awsAssumeRoleEnabled) {
    return findRefusedRoleProblem;
  }
  return needsRole
    ? required('Enter the ARN of the role that Grafana Cloud assumes', findRoleProblem)
    : findRoleProblem;
}

interface Props extends SectionProps {
  signIn: SignIn;
}

/** The role that is assumed with the credentials; hidden where the server allows none and none is saved. */
export function RoleFields({ signIn, options, onOptionsChange }: Props) {
  const { assumeRoleArn = '', externalId = '' } = options.jsonData;
  const isAllowed = config.awsAssumeRoleEnabled;
  return (
    <>
      {(isAllowed || assumeRoleArn !== '') && (
        <TextField
          label={labels.assumeRoleArn}
          description={
            signIn.needsRole
              ? "The role that Grafana Cloud's account assumes; its trust policy names that account and its external ID."
              : 'A role that is assumed with the credentials above; empty to use these themselves.'
          }
          placeholder="arn:aws:iam::111122223333:role/Posture"
          value={assumeRoleArn}
          findProblem={roleJudge(signIn)}
          onCommit={(text) => onOptionsChange(withSettings(options, { assumeRoleArn: text }))}
        />
      )}
      {isAllowed && signIn.hasExternalId && (
        <TextField
          label={labels.externalId}
          description="Only where the role's trust policy demands one."
          value={externalId}
          onCommit={(text) => onOptionsChange(withSettings(options, { externalId: text }))}
        />
      )}
    </>
  );
}
