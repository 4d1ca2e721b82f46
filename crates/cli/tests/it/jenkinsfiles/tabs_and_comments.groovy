// exit: 0
// status: success
// lines: crlf
// log: https://example\.invalid/path // not a comment
// log: été: ça marche
// stage: Étape n°1 — préparation=success
/**
 * Déploiement continu — version française.
 * @author équipe plate-forme
 */
pipeline { // la racine
	agent any /* n'importe où */
	/* options {
		timeout(time: 1)
	} */
	environment {
		// une URL
		SITE = 'https://example.invalid/path // not a comment' // et un commentaire
		EMPTY = ''
		MESSAGE = "été: ${'ça'} marche"
	}

	stages {


		stage('Étape n°1 — préparation') { //
			steps { /* rien */ echo SITE /* encore */ // fin
				// echo 'jamais'
				echo MESSAGE;
				sh '''
					# un commentaire du shell
					echo "multi" \
						"lignes"
				'''
			}
			/* post { } */
		}

	}
	// rien après
}
// fin du fichier
